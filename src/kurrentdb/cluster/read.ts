import type { Reading } from "../../controller/definition.ts";
import type { Platform } from "../../controller/platform.ts";
import type { Parent } from "../../metacontroller/hooks.ts";
import type { FieldError } from "../../schema/first-errors.ts";
import { nameRulesUpTo, validator } from "../../schema/validation.ts";
import { ownedVariable } from "../options/environment.ts";
import { optionProblems } from "../options/problems.ts";
import { type KurrentDB, securityOf, versionOf } from "./cluster.ts";
import { KurrentDBSpec } from "./spec.ts";

/**
 * The longest name that leaves every child with a valid one: the label controller-revision-hash of a pod is the name
 * of its StatefulSet with 11 characters more, and a label has 63.
 */
const LONGEST_NAME = 52;
export const nameRules = nameRulesUpTo(LONGEST_NAME);

const specValidator = validator(KurrentDBSpec, "spec");

/** The resource with its defaults filled in, or what is wrong with it. */
export function read({ metadata, spec: given }: Parent, platform: Platform): Reading<KurrentDB> {
  const spec = specValidator.withDefaults(given ?? {});
  // The CRD refuses most of it already, but an older one may be installed.
  const problems = [...nameRules.problems(metadata.name), ...specValidator.problems(spec)];
  if (problems.length > 0) return { problems };
  const cluster = { metadata, spec, platform, security: securityOf(spec, metadata.name) };
  const wrong = [
    ...optionProblems(spec.configuration.options, versionOf(cluster), "spec.configuration.options"),
    ...variableProblems(spec.env),
    ...readOnlyProblems(cluster),
    ...passwordProblems(cluster),
  ];
  return wrong.length > 0 ? { problems: wrong } : { cluster };
}

/** Variables that the operator sets itself: what it decides would be half decided. */
const variableProblems = (env: KurrentDBSpec["env"] = []): FieldError[] =>
  env.flatMap(({ name }, index) => {
    const owned = ownedVariable(name);
    return owned === undefined
      ? []
      : [
          {
            path: `spec.env[${index}].name`,
            message: `must not be ${name}, which sets ${owned.sets}: ${owned.why}`,
          },
        ];
  });

/** The StatefulSet of read-only replicas has a longer name than the members'. */
const readOnlyProblems = ({ metadata, spec }: KurrentDB): FieldError[] =>
  spec.readOnlyReplicas && metadata.name.length > LONGEST_NAME - "-readonly".length
    ? [
        {
          path: "metadata.name",
          message: `must not be longer than ${LONGEST_NAME - "-readonly".length} characters with readOnlyReplicas`,
        },
      ]
    : [];

/** The server does not start with passwords that it has no users for. Source: ClusterVNodeOptionsValidator.cs. */
function passwordProblems({ spec: { users, configuration } }: KurrentDB): FieldError[] {
  const { AuthenticationType: type } = configuration.options;
  const isInternal = type === undefined || String(type).toLowerCase() === "internal";
  const given = users.adminPasswordSecret !== undefined || users.opsPasswordSecret !== undefined;
  return given && !isInternal
    ? [
        {
          path: "spec.users",
          message: `must not give passwords with AuthenticationType ${type}: only the internal one has users`,
        },
      ]
    : [];
}
