/** Annotations and labels of a KurrentDB and its children. They outlive a release: objects in clusters bear them. */
export const GROUP = "kurrent.io";

/** On the resource: a smaller size that may lose data is meant. Its value is the size. */
export const CONFIRM_SHRINK = `${GROUP}/confirm-shrink`;

/** On the resource: all members may be stopped for a change that they cannot take one by one. Its value is `true`. */
export const CONFIRM_STOP = `${GROUP}/confirm-stop`;

/** On the resource: a rollout may go on although a member is missing. Its value is `true`. */
export const CONFIRM_ROLLOUT = `${GROUP}/confirm-rollout`;

/** On the StatefulSet: what has used a confirmation that is still there. See confirmations.ts. */
export const USED_SHRINK = `${GROUP}/used-confirm-shrink`;
export const USED_STOP = `${GROUP}/used-confirm-stop`;
export const USED_ROLLOUT = `${GROUP}/used-confirm-rollout`;

/** On the StatefulSet: a fingerprint of what was asked for, which tells whether the latest wish has reached it. */
export const FINGERPRINT = `${GROUP}/fingerprint`;

/** On the StatefulSet: what the members have to agree on, and which of them hold the data. See membership.ts. */
export const CLUSTER_SIZE = `${GROUP}/cluster-size`;
export const SECURITY = `${GROUP}/security`;
export const NODE_PORT = `${GROUP}/node-port`;
export const MEMBERS_WITH_DATA = `${GROUP}/members-with-data`;
export const FULL_RESTART_KEY = `${GROUP}/full-restart-key`;

/** On the StatefulSet: a fingerprint of the passwords that the users were made with. */
export const PASSWORDS = `${GROUP}/passwords-checksum`;

/** On pods: what they were made with. A new value restarts them, one at a time. */
export const CONFIG_CHECKSUM = `${GROUP}/config-checksum`;
export const SECRETS_CHECKSUM = `${GROUP}/secrets-checksum`;
export const RESTART_KEY = `${GROUP}/restart-key`;

/** On the pod of the last member that stays in a shrink: how many stay. See resize-step.ts. */
export const STAYING_MEMBERS = `${GROUP}/staying-members`;

/** The label that says whose an object is. */
export const CLUSTER_LABEL = `${GROUP}/cluster`;

/** The label that says what a Service is for. */
export const SERVICE_LABEL = `${GROUP}/service`;
