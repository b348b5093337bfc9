import { type SecretNeed, secretsOfEnvironment } from "../../../kubernetes/secrets.ts";
import type { ChronikCluster } from "../cluster.ts";
import { objectStoreSecrets } from "./object-store.ts";

/** The key of the administrative API, and those who may log in. */
export const API_KEY = "api-key";
export const USERS = "users";

/** The Secrets that nodes read. The server reads all of them when it starts and not again. */
export function secretNeeds({ spec }: ChronikCluster): SecretNeed[] {
  const { tlsEnabled, mtlsEnabled, tlsSecret } = spec.security;
  const need = (name: string | undefined, ...keys: string[]): SecretNeed[] =>
    name === undefined ? [] : [{ name, keys, optional: false, reread: false }];
  return [
    ...need(spec.adminApiKeySecret, API_KEY),
    ...need(spec.usersSecret, USERS),
    ...(tlsEnabled ? need(tlsSecret, "tls.crt", "tls.key", ...(mtlsEnabled ? ["ca.crt"] : [])) : []),
    ...objectStoreSecrets(spec.storage.backend),
    ...secretsOfEnvironment(spec.env, spec.envFrom),
  ];
}
