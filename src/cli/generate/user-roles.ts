import type { Controller } from "../../controller/controller.ts";
import { byGroup, LOOK, type Rule } from "../../controller/registration.ts";
import { clusterRole } from "./cluster-role.ts";
import { madeFrom } from "./manifest.ts";

/** The ClusterRoles by which Kubernetes' own view, edit and admin come to include the custom resources. */
export function userRoles(controllers: readonly Controller[]): string {
  const resources = byGroup(
    controllers.map(({ customResource: { group, plural } }) => ({ group, resource: plural })),
  );
  const rules = (verbs: string[], ...suffixes: string[]): Rule[] =>
    resources.map(([group, plurals]) => ({
      apiGroups: [group],
      resources: plurals.flatMap((plural) => suffixes.map((suffix) => plural + suffix)),
      verbs,
    }));
  const edit = rules(["create", "update", "patch", "delete", "deletecollection"], "");
  const role = (name: string, own: Rule[]) => ({
    name: `stream-operators-${name}`,
    labels: { [`rbac.authorization.k8s.io/aggregate-to-${name}`]: "true" },
    groups: [{ rules: own }],
  });
  return [
    clusterRole(
      [
        madeFrom("src/operators.ts"),
        "Lets everybody who may view, edit or administer a namespace do the same with the custom resources in it.",
      ],
      role("view", rules(LOOK, "", "/status")),
    ),
    clusterRole([], role("edit", edit)),
    clusterRole([], role("admin", edit)),
  ].join("---\n");
}
