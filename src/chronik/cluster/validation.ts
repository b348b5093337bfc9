import type { Parent } from "../../metacontroller/hooks.ts";
import { nameRulesUpTo, type Problem, validator } from "../../schema/validation.ts";
import type { ChronikCluster } from "./cluster.ts";
import { ChronikClusterSpec } from "./spec.ts";
import type { ChronikClusterStatus } from "./status.ts";

/**
 * The longest name that leaves every child with a valid one: the label controller-revision-hash of a pod is the name
 * of its StatefulSet (`NAME-controller`) with 11 characters more, and a label has 63.
 */
export const nameRules = nameRulesUpTo(41);

const specValidator = validator(ChronikClusterSpec, "spec");

/** The received resource with its defaults filled in. Its spec is what its type says only if there are no problems. */
export const clusterFrom = ({ metadata, spec, status }: Parent): ChronikCluster => ({
  metadata,
  spec: specValidator.withDefaults(spec ?? {}),
  status: status as ChronikClusterStatus | undefined,
});

/** What is wrong with the resource. The CRD refuses most of it already, but an older one may be installed. */
export const problemsOf = ({ metadata, spec }: ChronikCluster): Problem[] => [
  ...nameRules.problems(metadata.name),
  ...specValidator.problems(spec),
];
