import type { Parent } from "../../metacontroller/hooks.ts";
import { nameRulesUpTo, type Problem, validator } from "../../schema/validation.ts";
import { optionProblems } from "../options/problems.ts";
import type { KurrentDB } from "./cluster.ts";
import { KurrentDBSpec } from "./spec.ts";
import type { KurrentDBStatus } from "./status.ts";

/**
 * The longest name that leaves every child with a valid one: the label controller-revision-hash of a pod is the name
 * of its StatefulSet with 11 characters more, and a label has 63.
 */
export const nameRules = nameRulesUpTo(52);

const specValidator = validator(KurrentDBSpec, "spec");

/** The received resource with its defaults filled in. Its spec is what its type says only if there are no problems. */
export const clusterFrom = ({ metadata, spec, status }: Parent): KurrentDB => ({
  metadata,
  spec: specValidator.withDefaults(spec ?? {}),
  status: status as KurrentDBStatus | undefined,
});

/** What is wrong with the resource. The CRD refuses most of it already, but an older one may be installed. */
export function problemsOf({ metadata, spec }: KurrentDB): Problem[] {
  const problems = [...nameRules.problems(metadata.name), ...specValidator.problems(spec)];
  return problems.length > 0
    ? problems
    : optionProblems(spec.configuration.options, "spec.configuration.options");
}
