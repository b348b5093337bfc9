import type { Controller } from "../../controller/controller.ts";
import { childRules, LOOK, parentRules, type Rule, relatedRules } from "../../controller/registration.ts";
import { roleFile } from "./cluster-role.ts";
import { madeFrom } from "./manifest.ts";

export const METACONTROLLER_ROLE = "stream-operators-metacontroller";

/** The ClusterRole of Metacontroller, and its binding. */
export function metacontrollerRole(controllers: readonly Controller[]): string {
  const groups: { reason?: string; rules: Rule[] }[] = [
    {
      reason: "Its own objects, of which it asks for all kinds when it starts.",
      rules: [
        {
          apiGroups: ["metacontroller.k8s.io"],
          resources: ["compositecontrollers", "decoratorcontrollers", "controllerrevisions"],
          verbs: LOOK,
        },
      ],
    },
    {
      reason: "It waits for the custom resources to be known before it starts their controllers.",
      rules: [{ apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: LOOK }],
    },
    {
      reason: "Where it looks up related objects it looks at namespaces too.",
      rules: [{ apiGroups: [""], resources: ["namespaces"], verbs: LOOK }],
    },
    { rules: [{ apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] }] },
    {
      reason:
        "The custom resources. It adds a finalizer to them and writes their status; API servers that enforce permissions\n" +
        "of owner references ask for the right to update …/finalizers of whoever creates children.",
      rules: parentRules(controllers),
    },
    {
      reason:
        "The children. API servers that enforce permissions of owner references ask for the right to delete whatever is adopted.",
      rules: childRules(controllers),
    },
    {
      reason: "What custom resources refer to, and what is there already: looked at, never written.",
      rules: relatedRules(controllers),
    },
  ];
  return roleFile(
    [
      madeFrom("the tables of children and of related objects in src/"),
      "What Metacontroller needs for these registrations, and no more. Its own installation binds it to everything; with",
      "this role it can do without.",
    ],
    { name: METACONTROLLER_ROLE, groups },
    { name: "metacontroller", namespace: "metacontroller" },
  );
}
