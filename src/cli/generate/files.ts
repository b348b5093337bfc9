/** Every file that is made from the tables in src/, and what it is made from besides. */
import { readFile } from "node:fs/promises";
import type { Operator } from "../../controller/controller.ts";
import { BadInput } from "../documents.ts";
import { type Files, filesIn } from "../folders.ts";
import { argoHealthChecks } from "./argo-cd.ts";
import { catalogue, chartComponents, valuesSchema } from "./chart.ts";
import { chartCopies, prometheusRule } from "./copies.ts";
import { crds } from "./crds.ts";
import { fluxHealthChecks, fluxReleases } from "./flux.ts";
import { registration } from "./registration.ts";
import { customResourceState, stateMetricsRole } from "./state-metrics.ts";

const CHART = "deploy/helm/stream-operators";
const MONITORING = "deploy/monitoring";
const SCHEMA = `${CHART}/values.schema.json`;

/** Folders in which there is nothing else: a file too many is found in them. */
export const FOLDERS = [
  "crds",
  "metacontroller",
  "deploy/argocd",
  "deploy/flux/operators/base",
  `${CHART}/files`,
  `${MONITORING}/components/prometheus-operator`,
];

/** What is written by hand and goes into generated files. */
export interface ByHand {
  alerts: Files;
  dashboards: Files;
  /** The chart's values.schema.json, whose lists of operators and components are made. */
  valuesSchema: string;
}

/** @throws BadInput where this is not the repository */
export async function byHand(): Promise<ByHand> {
  return {
    alerts: await filesIn(`${MONITORING}/alerts`),
    dashboards: await filesIn(`${MONITORING}/dashboards`),
    valuesSchema: await readFile(SCHEMA, "utf8").catch(() => {
      throw new BadInput(`There is no ${SCHEMA} here. Run this at the top of the repository.`);
    }),
  };
}

/** @returns contents by their paths in the repository */
export function generatedFiles(
  operators: readonly Operator[],
  { alerts, dashboards, valuesSchema: schema }: ByHand,
): Map<string, string> {
  const controllers = operators.flatMap((operator) => operator.controllers);
  const definitions = crds(controllers);
  const registrations = registration(operators);
  return new Map([
    ...within("crds", definitions),
    ...within("metacontroller", registrations),
    ["deploy/argocd/health-checks.yaml", argoHealthChecks(controllers)],
    ["deploy/flux/base/health-checks.yaml", fluxHealthChecks(controllers)],
    ...within("deploy/flux/operators/base", fluxReleases(operators)),
    ...within(`${CHART}/files`, chartCopies(definitions, registrations, alerts, dashboards)),
    [`${CHART}/files/catalogue.yaml`, catalogue(operators)],
    [`${CHART}/files/components.yaml`, chartComponents(controllers)],
    [SCHEMA, valuesSchema(schema, operators)],
    ...within(`${MONITORING}/components/prometheus-operator`, prometheusRule(alerts)),
    [`${MONITORING}/kube-state-metrics/custom-resource-state.yaml`, customResourceState(operators)],
    [`${MONITORING}/kube-state-metrics/cluster-role.yaml`, stateMetricsRole(controllers)],
  ]);
}

const within = (folder: string, files: Files) =>
  [...files].map(([path, content]): [string, string] => [`${folder}/${path}`, content]);
