import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { nameRules } from "../../../src/chronik/cluster/read.ts";
import { ChronikClusterSpec } from "../../../src/chronik/cluster/spec.ts";
import { refusals } from "../../support/refusals.ts";
import { badSpecs, brokenRules } from "./bad-specs.ts";
import { parentOf } from "./cluster-of.ts";

refusals({
  schema: ChronikClusterSpec,
  nameRules,
  badSpecs,
  brokenRules,
  longestName: 41,
  problemsIn: ({ name = "events", spec }) => chronikCluster.problems(parentOf(spec as object, { name })),
});
