import type { Reading } from "../../controller/define.ts";
import type { Platform } from "../../controller/platform.ts";
import type { Parent } from "../../metacontroller/hooks.ts";
import { nameRulesUpTo, validator } from "../../schema/validation.ts";
import { optionProblems } from "../options/problems.ts";
import { type KurrentDB, securityOf, versionOf } from "./cluster.ts";
import { KurrentDBSpec } from "./spec.ts";

/**
 * The longest name that leaves every child with a valid one: the label controller-revision-hash of a pod is the name
 * of its StatefulSet with 11 characters more, and a label has 63.
 */
export const nameRules = nameRulesUpTo(52);

const specValidator = validator(KurrentDBSpec, "spec");

/** The resource with its defaults filled in, or what is wrong with it. */
export function read({ metadata, spec: given }: Parent, platform: Platform): Reading<KurrentDB> {
  const spec = specValidator.withDefaults(given ?? {});
  // The CRD refuses most of it already, but an older one may be installed.
  const problems = [...nameRules.problems(metadata.name), ...specValidator.problems(spec)];
  if (problems.length > 0) return { problems };
  const cluster = { metadata, spec, platform, security: securityOf(spec) };
  const wrongOptions = optionProblems(
    spec.configuration.options,
    versionOf(cluster),
    "spec.configuration.options",
  );
  return wrongOptions.length > 0 ? { problems: wrongOptions } : { cluster };
}
