/** What is the same for every resource, since it is a fact of the Kubernetes cluster. The service's settings say it. */
export interface Platform {
  /** The domain that Services' names end with, without a dot at either end. */
  clusterDomain: string;
}

/** What nearly every cluster is. */
export const DEFAULT_PLATFORM: Platform = { clusterDomain: "cluster.local" };

const LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

/**
 * What a cluster's domain looks like. A DNS name has 253 characters at most, and the longest name in front of the domain
 * takes 182 of them: that of a pod with 54 and its headless Service with 58, in a namespace with 63.
 */
export const CLUSTER_DOMAIN = { pattern: `^${LABEL}([.]${LABEL})*$`, maxLength: 71 } as const;

export const isClusterDomain = (text: string): boolean =>
  text.length <= CLUSTER_DOMAIN.maxLength && new RegExp(CLUSTER_DOMAIN.pattern).test(text);
