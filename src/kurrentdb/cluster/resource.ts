import type { CustomResource } from "../../schema/crd.ts";
import { GROUP } from "./annotations.ts";
import { nameRules } from "./read.ts";
import { KurrentDBSpec } from "./spec.ts";
import { KurrentDBStatus } from "./status-schema.ts";

/** The custom resource as the API server learns it. */
export const kurrentDB: CustomResource = {
  group: GROUP,
  version: "v1alpha1",
  kind: "KurrentDB",
  plural: "kurrentdbs",
  singular: "kurrentdb",
  shortNames: ["kdb"],
  categories: ["all", "streams"],
  description: "A KurrentDB cluster: an event store of one, three or five members.",
  spec: KurrentDBSpec,
  status: KurrentDBStatus,
  rules: nameRules.cel,
  columns: [
    { name: "Phase", type: "string", jsonPath: ".status.phase" },
    {
      name: "Ready",
      type: "string",
      jsonPath: ".status.ready",
      description: "Ready members out of those that the spec asks for",
    },
    { name: "Version", type: "string", jsonPath: ".status.version", description: "What every member runs" },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
    { name: "Security", type: "string", jsonPath: ".status.security", priority: 1 },
    { name: "Endpoint", type: "string", jsonPath: ".status.endpoints.client", priority: 1 },
    { name: "Why", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
  ],
};
