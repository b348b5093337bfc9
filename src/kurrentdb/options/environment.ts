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
export const optionOf = (variable: string): OptionName | undefined => optionNamed(pathOf(variable)[0] ?? "");

/** The names of section and setting that a variable leads to, in small letters: `licensing`, `licensekey`. */
const pathOf = (variable: string): string[] =>
  PREFIX.test(variable)
    ? variable
        .slice(variable.search(/[_:]/))
        .replaceAll("__", ":")
        .split(":")
        .filter((part) => part !== "")
        .map((part) => part.replaceAll(/[-_]/g, "").toLowerCase())
    : [];

/** The variable in which each pod has its own name, from which others are made. */
export const POD_NAME = "POD_NAME";

/** The variable of the licence. A setting of the licensing plugin, hence the double underscore of a section. */
export const LICENSE_VARIABLE = "KURRENTDB__LICENSING__LICENSE_KEY";

/** A variable that the operator sets itself. */
export interface OwnedVariable {
  /** What it sets: the name of an option, mostly. */
  sets: string;
  /** Why people may not set it, or what to set instead. */
  why: string;
}

/** What a variable would set past everything that the operator takes care of; undefined for any that people may set. */
export function ownedVariable(variable: string): OwnedVariable | undefined {
  if (variable === POD_NAME) {
    return { sets: "the name of the pod", why: "the member is reached by it, so the operator sets it" };
  }
  if (String(pathOf(variable)) === String(pathOf(LICENSE_VARIABLE))) {
    return { sets: "the licence", why: "use licenseSecret instead" };
  }
  const option = optionOf(variable);
  return option !== undefined && option in OWNED_OPTIONS && !LEFT_TO_ENVIRONMENT.has(option)
    ? { sets: option, why: OWNED_OPTIONS[option]! }
    : undefined;
}
