/** How members compare common names. Source: CertificateExtensions.cs, ClientCertificateMatchesName. */
import { LONGEST_COMMON_NAME } from "./shape.ts";

const LABEL = /^[0-9a-z-]+$/i;

/**
 * Whether members take a peer with that common name, where they ask for the reserved one. A common name that is a
 * wildcard must be the reserved name itself; any other may be matched by a wildcard in the reserved name.
 */
export const isAccepted = (commonName: string, reserved: string): boolean =>
  isWildcard(commonName) ? isSame(commonName, reserved) : matches(reserved, commonName);

/** Whether any common name could match the reserved one: `*.eventstore` matches nothing, itself neither. */
export const isMatchable = (reserved: string): boolean =>
  reserved.length <= LONGEST_COMMON_NAME &&
  matches(reserved, reserved.startsWith("*.") ? `a${reserved.slice(1)}` : reserved);

const isWildcard = (name: string) => name.startsWith("*.") && isMatchable(name);

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** A wildcard stands for one label, is the first one, and has two behind it at least. */
function matches(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split(".");
  const labels = name.split(".");
  if (labels.length !== rest.length + 1 || ![...rest, ...labels].every((label) => LABEL.test(label))) {
    return false;
  }
  if (first === "*") return rest.length >= 2 && isSame(rest.join("."), labels.slice(1).join("."));
  return isSame(pattern, name);
}
