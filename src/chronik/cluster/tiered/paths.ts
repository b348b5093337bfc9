/** Where files are in a container. */
export const CONFIG_PATH = "/etc/chronik/config";
export const DATA_PATH = "/var/lib/chronik";
/** Where ingest and search keep their index, whatever they are told. */
export const INDEX_PATH = "/data";
export const TLS_PATH = "/etc/chronik/tls";
