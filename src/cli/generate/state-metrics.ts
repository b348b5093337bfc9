/** What kube-state-metrics needs to show the custom resources: its configuration, and a role. */
import type { Controller, Operator } from "../../controller/controller.ts";
import { byGroup } from "../../controller/registration.ts";
import type { StateGauge } from "../../controller/state-metrics.ts";
import { PHASES } from "../../controller/status.ts";
import { roleFile } from "./cluster-role.ts";
import { madeFrom, manifest } from "./manifest.ts";

export const customResourceState = (operators: readonly Operator[]): string =>
  manifest(
    [
      madeFrom("the state-metrics.ts of each kind in src/"),
      "What kube-state-metrics tells of the operators' custom resources; give it to kube-state-metrics with",
      "--custom-resource-state-config-file. In the status a condition's status is a word: kube-state-metrics makes 1 of True",
      "and 0 of False.",
    ],
    {
      kind: "CustomResourceStateMetrics",
      spec: {
        resources: operators.flatMap(({ name, controllers }) =>
          controllers.map((controller) => resource(controller, name)),
        ),
      },
    },
  );

const resource = ({ customResource, words, stateMetrics }: Controller, operator: string) => {
  const { group, version, kind } = customResource;
  const { info = {}, gauges = [] } = stateMetrics;
  return {
    groupVersionKind: { group, version, kind },
    metricNamePrefix: "stream_resource",
    labelsFromPath: { namespace: ["metadata", "namespace"], name: ["metadata", "name"] },
    metrics: [
      {
        name: "info",
        help: "Always 1; there is one for each resource.",
        // By it resources and the metrics of the service that answers for them come together.
        commonLabels: { operator },
        each: { type: "Info", info: { labelsFromPath: info } },
      },
      {
        name: "phase",
        help: "1 for the phase that the resource is in, 0 for the others.",
        each: {
          type: "StateSet",
          stateSet: {
            labelName: "phase",
            path: ["status", "phase"],
            list: words.phases ? Object.keys(words.phases) : PHASES,
          },
        },
      },
      {
        name: "condition",
        help: "1 where the condition is True, 0 where it is False.",
        each: {
          type: "Gauge",
          gauge: {
            path: ["status", "conditions"],
            labelsFromPath: { type: ["type"], reason: ["reason"] },
            valueFrom: ["status"],
          },
        },
      },
      ...gauges.map(gauge),
    ],
  };
};

/** kube-state-metrics says an error for each field that is missing, at every look, but for those that it says at 5 only. */
const OPTIONAL = { errorLogV: 5 };

const gauge = ({ name, help, field, isOptional, keyLabel, labels }: StateGauge) => ({
  name,
  help,
  ...(isOptional && OPTIONAL),
  ...(labels && { commonLabels: labels }),
  each: { type: "Gauge", gauge: { path: field, ...(keyLabel && { labelFromKey: keyLabel }) } },
});

export const stateMetricsRole = (controllers: readonly Controller[]): string => {
  const verbs = ["list", "watch"];
  const resources = byGroup(
    controllers.map(({ customResource: { group, plural } }) => ({ group, resource: plural })),
  );
  const rules = [
    { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs },
    ...resources.map(([group, plurals]) => ({ apiGroups: [group], resources: plurals, verbs })),
  ];
  return roleFile(
    [
      madeFrom("src/operators.ts"),
      "What kube-state-metrics needs beyond its own role, to look at the custom resources and at their definitions.",
    ],
    { name: "stream-operators-kube-state-metrics", groups: [{ rules }] },
    { name: "kube-state-metrics", namespace: "monitoring" },
    'Where the kube-state-metrics of the Prometheus community\'s charts runs as one of its own in "monitoring";\n' +
      "patch both names where yours is another.",
  );
};
