/** Where files are in a container. */
export const CONFIG_PATH = "/etc/chronik/config";
export const DATA_PATH = "/var/lib/chronik";
export const TLS_PATH = "/etc/chronik/tls";
