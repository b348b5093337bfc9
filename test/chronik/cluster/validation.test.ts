import { ChronikClusterSpec } from "../../../src/chronik/cluster/spec.ts";
import { clusterFrom, nameRules, problemsOf } from "../../../src/chronik/cluster/validation.ts";
import { refusals } from "../../support/refusals.ts";
import { badSpecs, brokenRules } from "./bad-specs.ts";
import { parentOf } from "./cluster-of.ts";

refusals({
  schema: ChronikClusterSpec,
  nameRules,
  badSpecs,
  brokenRules,
  longestName: 41,
  problemsIn: ({ name = "events", spec }) => problemsOf(clusterFrom(parentOf(spec as object, { name }))),
});
