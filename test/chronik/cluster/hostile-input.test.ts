/** Whatever passes the check of the envelope, the hooks answer or say cleanly that they cannot. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Value } from "@sinclair/typebox/value";
import fc from "fast-check";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { allOf } from "../../../src/metacontroller/observed.ts";
import { feedBack } from "../../support/api-server.ts";
import { anyJson, changed } from "../../support/arbitraries/json.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { runs } from "../../support/runs.ts";
import { production, running, single, threeNodes } from "./situations.ts";

const { sync, finalize, customize } = chronikCluster;

const serverSide = feedBack(running, sync(running, NOW), "server-side");
const anyRequest = fc.oneof(
  changed(running),
  changed(serverSide),
  changed(production),
  changed(threeNodes),
  changed(single),
);

/** The answer, or undefined where the hook says that it cannot. */
function answered<T>(hook: () => T): T | undefined {
  try {
    return hook();
  } catch (error) {
    // A mistake in the objects becomes an error answer, which changes nothing. Running out of stack or memory would not.
    assert.ok(error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError);
    assert.doesNotMatch(error.message, /call stack|out of memory|heap/i);
    return undefined;
  }
}

test("anything anywhere: every hook answers or throws an error, and no child is lost to an invalid spec", () =>
  fc.assert(
    fc.property(anyRequest, (request) => {
      fc.pre(Value.Check(SyncRequest, request));
      answered(() => customize(request));
      answered(() => finalize(request, NOW));
      const answer = answered(() => sync(request, NOW));
      if (!answer || chronikCluster.problems(request.parent).length === 0) return;
      assert.equal(answer.children.length, allOf(request.children).length);
      assert.equal(answer.status.phase, "Failed");
    }),
    { numRuns: runs(300), includeErrorInReport: true },
  ));

test("any spec at all is answered: people write it, and a broken one must never stop a sync", () =>
  fc.assert(
    fc.property(anyJson, (spec) => {
      const request = { ...running, parent: { ...running.parent, spec } };
      const answer = sync(request, NOW);
      assert.ok(answer.children.length > 0);
      finalize(request, NOW);
      customize(request);
    }),
    { numRuns: runs(300), includeErrorInReport: true },
  ));

test("a valid spec with anything in one place is answered too", () =>
  fc.assert(
    fc.property(changed(production.parent.spec as object), (spec) => {
      const request = { ...production, parent: { ...production.parent, spec } };
      assert.ok(sync(request, NOW).children.length > 0);
      finalize(request, NOW);
      customize(request);
    }),
    { numRuns: runs(300), includeErrorInReport: true },
  ));

test("a spec a hundred thousand lists deep is refused and not followed down", () => {
  let deep: unknown = {};
  for (let level = 0; level < 100_000; level++) deep = [deep];
  for (const spec of [deep, { tolerations: deep }, { podLabels: { a: deep } }]) {
    const answer = sync({ ...running, parent: { ...running.parent, spec } }, NOW);
    assert.equal(answer.status.phase, "Failed");
  }
});

test("a quantity of a million digits is refused at once: numbers without bound are slow to multiply", () => {
  const size = "9".repeat(1_000_000);
  const spec = { storage: { size }, resources: { ingest: { cpu: size, cpuLimit: `${size}.${size}` } } };
  const start = performance.now();
  sync({ ...running, parent: { ...running.parent, spec } }, NOW);
  assert.ok(performance.now() - start < 2000, "the hook stood still");
});

test("no key of JSON reaches the prototypes that all objects share", () => {
  const spec = JSON.parse(
    '{"__proto__":{"polluted":1},"podLabels":{"__proto__":"x"},"storage":{"__proto__":{}}}',
  );
  const { children } = sync({ ...running, parent: { ...running.parent, spec } }, NOW);
  assert.ok(children.length > 0);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});
