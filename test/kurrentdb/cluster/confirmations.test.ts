import assert from "node:assert/strict";
import { test } from "node:test";
import {
  confirmsRollout,
  confirmsShrink,
  confirmsStop,
  first,
  rolloutUsed,
  shrinkUsed,
  stopUsed,
  takeAway,
  usedAnnotations,
  usedOf,
} from "../../../src/kurrentdb/cluster/confirmations.ts";

const metadata = (annotations: Record<string, string> = {}) => ({
  name: "events",
  namespace: "data",
  annotations,
});
const shrink = (size: string) => metadata({ "kurrent.io/confirm-shrink": size });
const stop = (value: string) => metadata({ "kurrent.io/confirm-stop": value });
const rollout = (value: string) => metadata({ "kurrent.io/confirm-rollout": value });

test("a shrink is confirmed by its size, once", () => {
  assert.equal(confirmsShrink(shrink("3"), {}, 3), true);
  assert.equal(confirmsShrink(shrink("1"), {}, 3), false);
  assert.equal(confirmsShrink(metadata(), {}, 3), false);
  assert.equal(confirmsShrink(shrink("3"), { shrink: "3" }, 3), false);
  assert.equal(
    confirmsShrink(shrink("1"), { shrink: "3" }, 1),
    true,
    "another value is another confirmation",
  );
});

test("it is used when the cluster has the size, and as long as the annotation stays", () => {
  assert.equal(shrinkUsed(shrink("3"), {}, 5), undefined);
  assert.equal(shrinkUsed(shrink("3"), {}, 3), "3");
  assert.equal(shrinkUsed(shrink("3"), { shrink: "3" }, 5), "3", "it has grown again since");
  assert.equal(shrinkUsed(shrink("1"), { shrink: "3" }, 3), undefined);
  assert.equal(shrinkUsed(metadata(), { shrink: "3" }, 3), undefined);
});

test("a stop is confirmed by a yes until the members have been changed", () => {
  assert.equal(confirmsStop(stop("true"), {}), true);
  assert.equal(confirmsStop(stop("Yes"), {}), true);
  assert.equal(confirmsStop(stop("soon"), {}), false);
  assert.equal(confirmsStop(stop("true"), { stop: "true" }), false);
  assert.equal(stopUsed(stop("true"), {}, false), undefined, "it may have been set before the change");
  assert.equal(stopUsed(stop("true"), {}, true), "true");
  assert.equal(stopUsed(stop("true"), { stop: "true" }, false), "true");
  assert.equal(stopUsed(metadata(), { stop: "true" }, false), undefined);
});

test("a rollout is confirmed for the change that waits, and no other", () => {
  assert.equal(confirmsRollout(rollout("true"), {}, "a"), true);
  assert.equal(confirmsRollout(rollout("true"), { rollout: "a" }, "a"), true, "until it is through");
  assert.equal(confirmsRollout(rollout("true"), { rollout: "a" }, "b"), false);
  assert.equal(rolloutUsed(rollout("true"), {}, undefined), undefined);
  assert.equal(rolloutUsed(rollout("true"), {}, "a"), "a");
  assert.equal(rolloutUsed(rollout("true"), { rollout: "a" }, "b"), "a");
  assert.equal(rolloutUsed(metadata(), { rollout: "a" }, "b"), undefined);
});

test("what is used is remembered as annotations, and read back", () => {
  const used = { shrink: "3", stop: "true", rollout: "a" };
  assert.deepEqual(usedOf({ metadata: { annotations: usedAnnotations(used) } }), used);
  assert.deepEqual(usedAnnotations(usedOf({})), {});
});

test("one that is used is taken away before it can confirm again", () => {
  assert.equal(first(metadata(), "kurrent.io/confirm-stop", undefined), "");
  assert.match(
    first(metadata(), "kurrent.io/confirm-stop", "true"),
    /^take away .* \(kubectl annotate kurrentdb events -n data kurrent\.io\/confirm-stop-\), then $/,
  );
  assert.equal(takeAway(metadata(), {}), "");
  assert.match(
    takeAway(metadata(), { shrink: "3", rollout: "a" }),
    /kubectl annotate kurrentdb events -n data kurrent\.io\/confirm-shrink- kurrent\.io\/confirm-rollout-$/,
  );
});
