/** Annotations and labels of a ChronikCluster and its children. They outlive a release: objects in clusters bear them. */
export const GROUP = "chronik.stream";

/** On the resource: a restart of nodes that may lose records is meant. Its value is that of POD_TEMPLATE. */
export const CONFIRM_RESTART = `${GROUP}/confirm-restart`;

/** On the resource: nodes may start although their volumes are empty. Its value is their numbers, as in 2,3. */
export const START_EMPTY = `${GROUP}/start-empty`;

/** On the StatefulSet: a fingerprint of what was asked for, which tells whether the latest wish has reached it. */
export const FINGERPRINT = `${GROUP}/fingerprint`;

/** On the StatefulSet of nodes: a fingerprint of their template. Another one restarts them. */
export const POD_TEMPLATE = `${GROUP}/pod-template`;

/** On the StatefulSet of nodes: how many there are, and which volumes they had when all were ready. See unified/plan.ts. */
export const NODES = `${GROUP}/nodes`;
export const VOLUMES = `${GROUP}/volumes`;

/** On pods: what they were made with. A new value restarts them. */
export const CONFIG_CHECKSUM = `${GROUP}/config-checksum`;
export const SECRETS_CHECKSUM = `${GROUP}/secrets-checksum`;

/** The labels that say whose an object is, and which of its components. */
export const CLUSTER_LABEL = `${GROUP}/cluster`;
export const COMPONENT_LABEL = `${GROUP}/component`;
