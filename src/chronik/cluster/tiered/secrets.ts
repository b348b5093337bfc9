import { type SecretNeed, secretsOfEnvironment } from "../../../kubernetes/secrets.ts";
import type { ChronikCluster } from "../cluster.ts";

/** The Secrets that pods read. The server reads all of them when it starts and not again. */
export function secretNeeds({ spec }: ChronikCluster): SecretNeed[] {
  const { tlsEnabled, mtlsEnabled, tlsSecret } = spec.security;
  return [
    {
      name: spec.metastore.connection.credentialsSecret,
      keys: ["username", "password"],
      optional: false,
      reread: false,
    },
    ...(tlsEnabled && tlsSecret
      ? [
          {
            name: tlsSecret,
            keys: ["tls.crt", "tls.key", ...(mtlsEnabled ? ["ca.crt"] : [])],
            optional: false,
            reread: false,
          },
        ]
      : []),
    ...secretsOfEnvironment(spec.env, spec.envFrom),
  ];
}
