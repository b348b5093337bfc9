import type { Secret } from "kubernetes-types/core/v1.js";
import { checksum } from "../../kubernetes/checksum.ts";
import { type SecretNeed, secretsOfEnvironment } from "../../kubernetes/secrets.ts";
import { authorityKeys } from "./certificates/authorities.ts";
import type { KurrentDB } from "./cluster.ts";

/** The keys that Secrets are read from. */
export const PASSWORD_KEY = "password";
export const LICENSE_KEY = "licenseKey";

/** What of the Secrets shapes the pods and what is remembered of them. Never content. */
export interface SecretsRead {
  /** Fingerprints of what pods read only when they start, see secretsChecksum. */
  checksum: string;
  /** The keys of the authority Secret that are authorities, each of which is a file of its own. */
  authorityKeys: readonly string[];
  /** A fingerprint of the passwords that the users were made with; undefined where nothing is known of them. */
  passwords: string | undefined;
}

/**
 * The Secrets that the members read.
 *
 * @param authorityKeys the keys of the authority Secret that are authorities
 */
export function secretNeeds({ spec, security }: KurrentDB, authorityKeys = [AUTHORITY_KEY]): SecretNeed[] {
  const { adminPasswordSecret, opsPasswordSecret } = spec.users;
  return [
    // The server reads its certificates when it starts, and again when the watcher tells it to.
    ...(security.mode === "TLS"
      ? [
          ...need(security.certificateSecret, ["tls.crt", "tls.key"], security.rotation === "Reload"),
          ...need(security.certificateAuthoritySecret, authorityKeys, security.rotation === "Reload"),
        ]
      : []),
    // Read when the users are made and never again: a restart for a new one would be for nothing.
    ...need(adminPasswordSecret, [PASSWORD_KEY], true),
    ...need(opsPasswordSecret, [PASSWORD_KEY], true),
    ...need(spec.licenseSecret, [LICENSE_KEY], false),
    ...need(spec.environmentSecret, [], false),
    ...need(spec.monitoring.basicAuthSecret, ["username", "password"], true),
    ...secretsOfEnvironment(spec.env),
  ];
}

const need = (name: string | undefined, keys: readonly string[], reread: boolean): SecretNeed[] =>
  name === undefined ? [] : [{ name, keys, optional: false, reread }];

/** What cert-manager calls the authority. */
const AUTHORITY_KEY = "ca.crt";

/** The keys of an authority Secret that are authorities, each of which is mounted as a file of its own. */
export function authorityKeysOf(secret: Secret | undefined): string[] {
  const keys = authorityKeys(secret?.data);
  return keys.length > 0 ? keys : [AUTHORITY_KEY];
}

/**
 * A fingerprint of the passwords that the Secrets hold; undefined where there are none.
 *
 * @param salt something particular to the resource, so that equal passwords elsewhere do not show as equal
 */
export function passwordsChecksum(
  { spec: { users } }: KurrentDB,
  secretNamed: (name: string) => Secret | undefined,
  salt: string,
): string | undefined {
  const passwords = [users.adminPasswordSecret, users.opsPasswordSecret].map(
    (name) => name && secretNamed(name)?.data?.[PASSWORD_KEY],
  );
  return passwords.some((password) => password !== undefined) ? checksum([salt, passwords]) : undefined;
}
