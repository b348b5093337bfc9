/** Where a member finds its files. Volumes of running clusters are laid out so. */
export const CONFIG_FILE = "kurrentdb.conf";
export const CONFIG_PATH = "/etc/kurrentdb";
export const DATA_PATH = "/var/lib/kurrentdb";
export const LOG_PATH = "/var/log/kurrentdb";
export const CERTIFICATE_PATH = "/etc/kurrentdb-certificates/node";
export const AUTHORITY_PATH = "/etc/kurrentdb-certificates/ca";
