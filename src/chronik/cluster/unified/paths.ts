/** Where files are in a node's container. */

/** The image's own volume. */
export const DATA_PATH = "/data";
export const CONFIG_PATH = "/etc/chronik/config";
export const TLS_PATH = "/etc/chronik/tls";
export const GCS_PATH = "/etc/chronik/gcs";

/** The keys of the ConfigMap, and so the files in CONFIG_PATH. */
export const SERVER_FILE = "chronik.toml";
export const MAY_START_EMPTY_FILE = "may-start-empty";
