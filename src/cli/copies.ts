/**
 * Files that have to be in two places.
 *
 * A Helm chart reads nothing outside its folder, links included: Flux leaves them out when it fetches a repository.
 * And a PrometheusRule holds what Prometheus itself reads from a plain file.
 */
import { parse, stringify } from "yaml";
import { type Folders, filesIn } from "./folders.ts";

const CHART = "deploy/helm/stream-operators/files";
const MONITORING = "deploy/monitoring";

/** @param crds the generated files of crds/ */
export async function copies(crds: ReadonlyMap<string, string>): Promise<Folders> {
  const alerts = await filesIn(`${MONITORING}/alerts`);
  return new Map([
    [`${CHART}/crds`, only(".yaml", crds)],
    [`${CHART}/registration`, only(".yaml", await filesIn("metacontroller"), "kustomization.yaml")],
    [`${CHART}/alerts`, alerts],
    [`${CHART}/dashboards`, await filesIn(`${MONITORING}/dashboards`)],
    [`${MONITORING}/components/prometheus-operator`, prometheusOperator(alerts)],
  ]);
}

const only = (ending: string, files: ReadonlyMap<string, string>, except?: string) =>
  new Map([...files].filter(([name]) => name.endsWith(ending) && name !== except));

const NOTE = '# Made by "npm run crds" from deploy/monitoring/alerts. Do not edit.\n';

const prometheusOperator = (alerts: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([
    [
      "kustomization.yaml",
      `${NOTE}# With the Prometheus operator installed: the alert rules as a PrometheusRule.\n${stringify({
        apiVersion: "kustomize.config.k8s.io/v1alpha1",
        kind: "Component",
        resources: ["prometheus-rule.yaml"],
      })}`,
    ],
    [
      "prometheus-rule.yaml",
      NOTE +
        stringify(
          {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: {
              name: "stream-operators",
              labels: { "app.kubernetes.io/part-of": "stream-operators" },
            },
            spec: { groups: [...alerts.values()].flatMap((file) => parse(file).groups) },
          },
          { aliasDuplicateObjects: false, lineWidth: 0 },
        ),
    ],
  ]);
