import { type SecretNeed, secretsOfEnvironment } from "../../kubernetes/secrets.ts";
import type { KurrentDB } from "./cluster.ts";

/** The keys that Secrets are read from. */
export const PASSWORD_KEY = "password";
export const LICENSE_KEY = "licenseKey";

/** The Secrets that the members read. */
export function secretNeeds({ spec, security }: KurrentDB): SecretNeed[] {
  const { adminPasswordSecret, opsPasswordSecret } = spec.users;
  return [
    // The server watches its certificates.
    ...(security.mode === "TLS"
      ? [
          ...need(security.certificateSecret, ["tls.crt", "tls.key"], true),
          ...need(security.certificateAuthoritySecret, ["ca.crt"], true),
        ]
      : []),
    // Read when the database is made and never again: a restart for a new one would be for nothing.
    ...need(adminPasswordSecret, [PASSWORD_KEY], true),
    ...need(opsPasswordSecret, [PASSWORD_KEY], true),
    ...need(spec.licenseSecret, [LICENSE_KEY], false),
    ...need(spec.environmentSecret, [], false),
    ...secretsOfEnvironment(spec.env),
  ];
}

const need = (name: string | undefined, keys: string[], reread: boolean): SecretNeed[] =>
  name === undefined ? [] : [{ name, keys, optional: false, reread }];
