import { type OptionName, optionNamed } from "./options.ts";
import { OWNED_OPTIONS } from "./owned.ts";

/**
 * Options that the operator owns in the file only: passwords, what the server reads from the environment alone, and
 * what has no effect beside the operator's own settings.
 */
const LEFT_TO_ENVIRONMENT: ReadonlySet<OptionName> = new Set<OptionName>([
  "CertificatePassword",
  "CertificatePrivateKeyPassword",
  "ClusterSecret",
  "TelemetryOptout",
]);

/** EVENTSTORE_ is the name that the server had before. It still reads it, and warns. */
const PREFIX = /^(?:KURRENTDB[_:]|EVENTSTORE_)/i;

/**
 * The option that an environment variable sets, by the server's own rules: KURRENTDB_CLUSTER_SIZE,
 * KURRENTDB__CLUSTER_SIZE, kurrentdb_clustersize and EVENTSTORE_CLUSTER_SIZE all set ClusterSize, and
 * KURRENTDB__GOSSIP_SEED__0 an item of GossipSeed. Source: KurrentConfigurationKeys.cs, KurrentConfiguration.cs.
 */
export function optionOf(variable: string): OptionName | undefined {
  if (!PREFIX.test(variable)) return undefined;
  const [first = ""] = variable
    .slice(variable.search(/[_:]/))
    .replaceAll("__", ":")
    .split(":")
    .filter((part) => part !== "");
  return optionNamed(first.replaceAll(/[-_]/g, ""));
}

/** The option of the operator's own that an environment variable would set, past everything that it takes care of. */
export function ownedOptionOf(variable: string): OptionName | undefined {
  const option = optionOf(variable);
  return option !== undefined && option in OWNED_OPTIONS && !LEFT_TO_ENVIRONMENT.has(option)
    ? option
    : undefined;
}
