import type { EnvVar } from "kubernetes-types/core/v1.js";
import { environment, fromField, fromSecret, plain } from "../../../kubernetes/environment.ts";
import { environmentName } from "../../options/options.ts";
import { type KurrentDB, nodesDomain } from "../cluster.ts";
import type { Plan } from "../plan.ts";
import { LICENSE_KEY, PASSWORD_KEY } from "../secrets.ts";

/** What differs between the members, and what does not belong in a file; then what the user adds. */
export function podEnvironment(cluster: KurrentDB, plan: Plan): EnvVar[] {
  const { users, licenseSecret, service, env } = cluster.spec;
  const option = (name: string, value: string) => plain(environmentName(name), value);
  const self = `$(POD_NAME).${nodesDomain(cluster)}`;
  return environment(
    [
      fromField("POD_NAME", "metadata.name"),
      option("NodeHostAdvertiseAs", self),
      option("ReplicationHostAdvertiseAs", self),
      ...(service.perNodeDomain
        ? [
            option("AdvertiseHostToClientAs", `$(POD_NAME).${service.perNodeDomain}`),
            option("AdvertiseNodePortToClientAs", String(plan.nodePort)),
          ]
        : []),
      ...(users.adminPasswordSecret
        ? [fromSecret(environmentName("DefaultAdminPassword"), users.adminPasswordSecret, PASSWORD_KEY)]
        : []),
      ...(users.opsPasswordSecret
        ? [fromSecret(environmentName("DefaultOpsPassword"), users.opsPasswordSecret, PASSWORD_KEY)]
        : []),
      // A setting of the licensing plugin, hence the double underscore of a section.
      ...(licenseSecret ? [fromSecret("KURRENTDB__LICENSING__LICENSE_KEY", licenseSecret, LICENSE_KEY)] : []),
    ],
    env,
  );
}
