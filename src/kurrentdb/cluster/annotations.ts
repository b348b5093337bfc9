/** Annotations and labels of a KurrentDB and its children. They outlive a release: objects in clusters bear them. */
export const GROUP = "kurrent.io";

/** On the resource: a smaller size that may lose data is meant. Its value is the size. */
export const CONFIRM_SHRINK = `${GROUP}/confirm-shrink`;

/** On the StatefulSet: a fingerprint of what was asked for, which tells whether the latest wish has reached it. */
export const FINGERPRINT = `${GROUP}/fingerprint`;

/** On the StatefulSet: what the members have to agree on, and which of them hold the data. See plan.ts. */
export const CLUSTER_SIZE = `${GROUP}/cluster-size`;
export const SECURITY = `${GROUP}/security`;
export const NODE_PORT = `${GROUP}/node-port`;
export const MEMBERS_WITH_DATA = `${GROUP}/members-with-data`;

/** On pods: what they were made with. A new value restarts them, one at a time. */
export const CONFIG_CHECKSUM = `${GROUP}/config-checksum`;
export const SECRETS_CHECKSUM = `${GROUP}/secrets-checksum`;
export const RESTART_KEY = `${GROUP}/restart-key`;

/** The label that says whose an object is. */
export const CLUSTER_LABEL = `${GROUP}/cluster`;

/** The label that says what a Service is for. */
export const SERVICE_LABEL = `${GROUP}/service`;
