import assert from "node:assert/strict";
import { test } from "node:test";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { nameRules } from "../../../src/kurrentdb/cluster/read.ts";
import { KurrentDBSpec } from "../../../src/kurrentdb/cluster/spec.ts";
import { refusals } from "../../support/refusals.ts";
import type { BadSpec } from "../../support/wrong-values.ts";
import { badSpecs, brokenRules } from "./bad-specs.ts";
import { parentOf } from "./cluster-of.ts";

const problemsIn = ({ name = "events", spec }: Pick<BadSpec, "name" | "spec">) =>
  kurrentDB.problems(parentOf(spec as object, { name }));

refusals({ schema: KurrentDBSpec, nameRules, badSpecs, brokenRules, longestName: 52, problemsIn });

test("every size that a cluster can have is accepted, running or stopped, said twice or once", () => {
  for (const size of [1, 3, 5]) {
    for (const spec of [
      { replicas: size },
      { replicas: size, configuration: { clusterSize: size } },
      { replicas: 0, configuration: { clusterSize: size } },
      { replicas: 0 },
    ]) {
      assert.deepEqual(problemsIn({ spec }), [], JSON.stringify(spec));
    }
  }
});
