import type { CustomResource } from "../../schema/crd.ts";
import { GROUP } from "./annotations.ts";
import { nameRules } from "./read.ts";
import { ChronikClusterSpec } from "./spec.ts";
import { ChronikClusterStatus } from "./status-schema.ts";

/** The custom resource as the API server learns it. */
export const chronikCluster: CustomResource = {
  group: GROUP,
  version: "v1alpha1",
  kind: "ChronikCluster",
  plural: "chronikclusters",
  singular: "chronikcluster",
  shortNames: ["ck"],
  categories: ["all", "streams"],
  description:
    "A Chronik Stream cluster: controllers, ingest nodes that speak Kafka's protocol, and search nodes.",
  spec: ChronikClusterSpec,
  status: ChronikClusterStatus,
  rules: nameRules.cel,
  columns: [
    { name: "Phase", type: "string", jsonPath: ".status.phase" },
    {
      name: "Ready",
      type: "string",
      jsonPath: ".status.ready",
      description: "Ready pods out of those that the spec asks for",
    },
    {
      name: "Endpoint",
      type: "string",
      jsonPath: ".status.endpoints.ingest",
      description: "Kafka bootstrap address",
    },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
    { name: "Controllers", type: "integer", jsonPath: ".status.readyReplicas.controllers", priority: 1 },
    { name: "Ingest", type: "integer", jsonPath: ".status.readyReplicas.ingestNodes", priority: 1 },
    { name: "Search", type: "integer", jsonPath: ".status.readyReplicas.searchNodes", priority: 1 },
    { name: "External", type: "string", jsonPath: ".status.endpoints.external", priority: 1 },
    {
      name: "Why",
      type: "string",
      jsonPath: '.status.conditions[?(@.type=="Ready")].message',
      priority: 1,
    },
  ],
};
