/** What is the same for every resource, since it is a fact of the Kubernetes cluster. The service's settings say it. */
export interface Platform {
  /** The domain that Services' names end with, without a dot at either end. */
  clusterDomain: string;
}

/** What nearly every cluster is. */
export const DEFAULT_PLATFORM: Platform = { clusterDomain: "cluster.local" };
