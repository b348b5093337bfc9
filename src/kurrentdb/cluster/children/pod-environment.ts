import type { EnvVar } from "kubernetes-types/core/v1.js";
import { environment, fromField, fromSecret, plain } from "../../../kubernetes/environment.ts";
import { LICENSE_VARIABLE, POD_NAME } from "../../options/environment.ts";
import { environmentName } from "../../options/options.ts";
import { agreedOptions } from "../agreed-options.ts";
import { type KurrentDB, nodesDomain, type Role } from "../cluster.ts";
import type { Plan } from "../plan.ts";
import { LICENSE_KEY, PASSWORD_KEY } from "../secrets.ts";

/**
 * What the members have to agree on, what differs between them, and what does not belong in a file; then what the user
 * adds.
 */
export function podEnvironment(cluster: KurrentDB, plan: Plan, role: Role = "member"): EnvVar[] {
  const { licenseSecret, service, env } = cluster.spec;
  const self = `$(${POD_NAME}).${nodesDomain(cluster)}`;
  return environment(
    [
      fromField(POD_NAME, "metadata.name"),
      ...Object.entries(agreedOptions(cluster, plan)).map(([name, value]) => option(name, String(value))),
      ...(role === "readOnlyReplica" ? [option("ReadOnlyReplica", "true")] : []),
      option("NodeHostAdvertiseAs", self),
      option("ReplicationHostAdvertiseAs", self),
      ...(service.perNodeDomain
        ? [
            option("AdvertiseHostToClientAs", `$(${POD_NAME}).${service.perNodeDomain}`),
            option("AdvertiseNodePortToClientAs", String(plan.nodePort)),
          ]
        : []),
      ...passwords(cluster),
      ...(licenseSecret ? [fromSecret(LICENSE_VARIABLE, licenseSecret, LICENSE_KEY)] : []),
    ],
    env,
  );
}

const option = (name: string, value: string) => plain(environmentName(name), value);

/** Without TLS there are no users, and a server that is given a password does not start. */
const passwords = ({ spec: { users }, security }: KurrentDB): EnvVar[] =>
  security.mode === "Insecure"
    ? []
    : [
        ...(users.adminPasswordSecret
          ? [fromSecret(environmentName("DefaultAdminPassword"), users.adminPasswordSecret, PASSWORD_KEY)]
          : []),
        ...(users.opsPasswordSecret
          ? [fromSecret(environmentName("DefaultOpsPassword"), users.opsPasswordSecret, PASSWORD_KEY)]
          : []),
      ];
