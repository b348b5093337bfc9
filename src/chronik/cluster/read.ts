import type { Reading } from "../../controller/definition.ts";
import type { Platform } from "../../controller/platform.ts";
import type { Parent } from "../../metacontroller/hooks.ts";
import { nameRulesUpTo, validator } from "../../schema/validation.ts";
import type { ChronikCluster } from "./cluster.ts";
import { inTodaysSpelling } from "./earlier-spelling.ts";
import { ChronikClusterSpec } from "./spec.ts";

/**
 * The longest name that leaves every child with a valid one: the label controller-revision-hash of a pod is the name
 * of its StatefulSet (`NAME-controller`) with 11 characters more, and a label has 63.
 */
export const nameRules = nameRulesUpTo(41);

const specValidator = validator(ChronikClusterSpec, "spec");

/** The resource with its defaults filled in, or what is wrong with it. */
export function read({ metadata, spec }: Parent, platform: Platform): Reading<ChronikCluster> {
  const cluster = { metadata, platform, spec: specValidator.withDefaults(inTodaysSpelling(spec ?? {})) };
  // The CRD refuses most of it already, but an older one may be installed.
  const problems = [...nameRules.problems(metadata.name), ...specValidator.problems(cluster.spec)];
  return problems.length > 0 ? { problems } : { cluster };
}
