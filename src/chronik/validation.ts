import { type Problem, validator } from "../kubernetes/validation.ts";
import type { Parent } from "../metacontroller/hooks.ts";
import type { ChronikCluster } from "./cluster.ts";
import { ChronikClusterSpec } from "./spec.ts";
import type { ChronikClusterStatus } from "./status.ts";

/**
 * The longest name that leaves every child with a valid one: the label controller-revision-hash of a pod is the name
 * of its StatefulSet (`NAME-controller`) with 11 characters more, and a label has 63.
 */
const LONGEST_NAME = 41;

/** What the API server is to say of metadata, as CEL over the whole resource. */
export const nameRules = [
  {
    rule: `self.metadata.name.size() <= ${LONGEST_NAME}`,
    message: `metadata.name must not be longer than ${LONGEST_NAME} characters, or the names of its pods get too long`,
    holds: (name: string) => name.length <= LONGEST_NAME,
  },
  {
    rule: "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message:
      "metadata.name must start with a letter and have only lower-case letters, digits and dashes, since " +
      "Services are named after it",
    holds: (name: string) => /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name),
  },
];

const specValidator = validator(ChronikClusterSpec, "spec");

/** The received resource with its defaults filled in. Its spec is what its type says only if there are no problems. */
export const clusterFrom = ({ metadata, spec, status }: Parent): ChronikCluster => ({
  metadata,
  spec: specValidator.withDefaults(spec ?? {}),
  status: status as ChronikClusterStatus | undefined,
});

/** What is wrong with the resource. The CRD refuses most of it already, but an older one may be installed. */
export const problemsOf = ({ metadata, spec }: ChronikCluster): Problem[] => [
  ...nameRules
    .filter(({ holds }) => !holds(metadata.name))
    .map(({ message }) => ({ path: "metadata.name", message: message.replace(/^metadata\.name /, "") })),
  ...specValidator.problems(spec),
];
