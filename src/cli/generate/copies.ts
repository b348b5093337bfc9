/**
 * Files that have to be in two places.
 *
 * A Helm chart reads nothing outside its folder, links included: Flux leaves them out when it fetches a repository.
 * And a PrometheusRule holds what Prometheus itself reads from a plain file.
 */
import { parse } from "yaml";
import type { Files } from "../folders.ts";
import { kustomization, madeFrom, manifest } from "./manifest.ts";

/** The files of the chart that are elsewhere too. @param registration the files of metacontroller/ */
export const chartCopies = (
  crds: Files,
  registration: Files,
  alerts: Files,
  dashboards: Files,
): Map<string, string> =>
  new Map([
    ...within("crds", [...crds].filter(isManifest)),
    ...within(
      "registration",
      [...registration].filter((file) => isManifest(file) && !file[0].endsWith("kustomization.yaml")),
    ),
    ...within(
      "alerts",
      [...alerts].map(([name, text]): [string, string] => [
        name,
        `# ${madeFrom(`deploy/monitoring/alerts/${name}`)}\n${text}`,
      ]),
    ),
    ...within("dashboards", [...dashboards]),
  ]);

/** Pages are none, and Helm would try to apply them. */
const isManifest = ([name]: [string, string]) => name.endsWith(".yaml");

const within = (folder: string, files: [string, string][]) =>
  files.map(([name, text]): [string, string] => [`${folder}/${name}`, text]);

/** The alert rules as a PrometheusRule. @returns the files by their names in the component's folder */
export const prometheusRule = (alerts: Files): Map<string, string> =>
  new Map([
    [
      "kustomization.yaml",
      kustomization(
        [
          madeFrom("deploy/monitoring/alerts"),
          "With the Prometheus operator installed: the alert rules as a PrometheusRule.",
        ],
        "Component",
        { resources: ["prometheus-rule.yaml"] },
      ),
    ],
    [
      "prometheus-rule.yaml",
      manifest([madeFrom("deploy/monitoring/alerts")], {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: {
          name: "stream-operators",
          labels: { "app.kubernetes.io/part-of": "stream-operators" },
        },
        spec: { groups: [...alerts.values()].flatMap((file) => parse(file).groups) },
      }),
    ],
  ]);
