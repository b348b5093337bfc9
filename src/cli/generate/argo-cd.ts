/**
 * How Argo CD tells the health of the custom resources, as a part of its ConfigMap argocd-cm.
 *
 * It knows no kstatus: without this a custom resource is Healthy as soon as it exists.
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
 */
import type { Controller } from "../../controller/controller.ts";
import { madeFrom, manifest } from "./manifest.ts";

export const argoHealthChecks = (controllers: readonly Controller[]): string =>
  manifest(
    [
      madeFrom("src/operators.ts"),
      "Tells Argo CD by what a custom resource is healthy. Put it to what its ConfigMap has already:",
      "kubectl patch configmap argocd-cm -n argocd --type merge --patch-file deploy/argocd/health-checks.yaml",
    ],
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "argocd-cm",
        namespace: "argocd",
        // By this Argo CD finds its own.
        labels: { "app.kubernetes.io/part-of": "argocd" },
      },
      data: Object.fromEntries(
        controllers.map(({ customResource: { group, kind } }) => [
          `resource.customizations.health.${group}_${kind}`,
          HEALTH,
        ]),
      ),
    },
  );

/**
 * The same for every kind, since the conditions mean the same. Argo CD runs Lua 5.1 without the library of strings. A
 * pause is Suspended, which is no failure and yet not done.
 */
const HEALTH = `\
local status = obj.status or {}
local conditions = {}
for _, condition in ipairs(status.conditions or {}) do
  conditions[condition.type] = condition
end
local function is(condition)
  return conditions[condition] ~= nil and conditions[condition].status == "True"
end
local function health(word)
  return { status = word, message = conditions.Ready and conditions.Ready.message or "" }
end

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing")
end
if status.observedGeneration ~= obj.metadata.generation or conditions.Ready == nil then
  return { status = "Progressing", message = "The operator has not looked at this yet" }
end
if is("Stalled") then
  return health("Degraded")
end
if is("Paused") then
  return health("Suspended")
end
if is("Ready") and not is("Reconciling") then
  return health("Healthy")
end
return health("Progressing")
`;
