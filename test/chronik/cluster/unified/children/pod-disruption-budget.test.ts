import assert from "node:assert/strict";
import { test } from "node:test";
import {
  podDisruptionBudget,
  wantsPodDisruptionBudget,
} from "../../../../../src/chronik/cluster/unified/children/pod-disruption-budget.ts";
import { singleOf, threeOf } from "../unified-of.ts";

test("a drain takes one node at a time, or as the spec says", () => {
  assert.equal(podDisruptionBudget(threeOf()).metadata?.name, "events-server-pdb");
  assert.equal(podDisruptionBudget(threeOf()).spec?.maxUnavailable, 1);
  assert.equal(
    podDisruptionBudget(threeOf({ podDisruptionBudget: { maxUnavailable: 0 } })).spec?.maxUnavailable,
    0,
  );
});

test("of a single node it has to be asked for, since it would say nothing or forbid every drain", () => {
  assert.ok(!wantsPodDisruptionBudget(singleOf()));
  assert.ok(wantsPodDisruptionBudget(singleOf({ podDisruptionBudget: { maxUnavailable: 0 } })));
  assert.ok(wantsPodDisruptionBudget(threeOf()));
});
