import assert from "node:assert/strict";
import { test } from "node:test";
import {
  missing,
  missingChildren,
  notSettled,
  pausedFinding,
  secretsAvailable,
  secretsMissing,
  volumesAsSpecified,
} from "../../src/controller/obstacles.ts";
import type { Phase } from "../../src/controller/status.ts";
import type { Rollout } from "../../src/kubernetes/stateful-set.ts";
import type { ObjectMap, Status } from "../../src/metacontroller/hooks.ts";

const child = (kind: string, name: string) => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "data" },
});
const desired = [child("Service", "a"), child("ConfigMap", "b")];
const map = (...objects: ReturnType<typeof child>[]) =>
  Object.fromEntries(
    objects.map((object) => [`${object.kind}.v1`, { [`data/${object.metadata.name}`]: object }]),
  ) as unknown as ObjectMap;

const notThere = (specified: typeof desired, observed: ObjectMap) =>
  missing(missingChildren(specified, observed), specified.length);

test("nothing there yet is a beginning, and not a list of everything", () =>
  assert.deepEqual(
    notThere(desired, {}).map(({ reason, message }) => `${reason}: ${message}`),
    ["Creating: None of its 2 objects exists yet"],
  ));

test("a single one that does not appear is named: dynamic apply leaves a foreign object alone without a word", () => {
  const [obstacle] = notThere(desired, map(child("Service", "a")));
  assert.equal(obstacle?.reason, "ChildrenMissing");
  assert.match(obstacle!.message, /^Not there yet: ConfigMap b\. .*somebody else$/);
  assert.equal(obstacle?.stalls, undefined, "it may well be on its way");
});

test("all there is no obstacle", () => {
  assert.deepEqual(notThere(desired, map(...desired)), []);
  assert.deepEqual(notThere([], {}), []);
});

const found = (...missing: string[]) => ({ missing, fingerprints: new Map() });

test("a missing Secret keeps pods from starting, and is no obstacle to those that run", () => {
  const waiting = (phase: Phase, names: string[], ...states: Rollout["state"][]) =>
    secretsMissing(
      found(...names),
      states.map((state) => ({ state, ready: 0, specified: 1, message: "" })),
      { phase } as Status,
    ).map(({ message }) => message);
  assert.deepEqual(waiting("Creating", ["Secret a", "Secret b"], "Missing"), [
    "Waiting for Secret a, Secret b",
  ]);
  assert.deepEqual(waiting("Running", ["Secret a"], "Settled", "Settled"), []);
  assert.deepEqual(waiting("Pending", ["Secret a"], "Settled"), ["Waiting for Secret a"], "none has run yet");
  for (const state of ["Updating", "Scaling", "NotReady"] as const)
    assert.deepEqual(waiting("Running", ["Secret a"], "Settled", state), ["Waiting for Secret a"], state);
  assert.deepEqual(waiting("Creating", [], "Missing"), []);
});

test("the condition tells of it either way", () => {
  assert.equal(secretsAvailable(found("Secret a")).status, "False");
  assert.match(secretsAvailable(found("Secret a")).message, /Secret a/);
  assert.equal(secretsAvailable(found()).status, "True");
});

test("a StatefulSet that is not yet as it should be says how far it is", () => {
  const reasons = (["Updating", "Scaling", "NotReady", "Settled", "Missing"] as const).map((state) =>
    notSettled("app", { state, ready: 1, specified: 2, message: "has something" } satisfies Rollout).map(
      ({ reason, message }) => `${reason}: ${message}`,
    ),
  );
  assert.deepEqual(reasons, [
    ["RolloutInProgress: StatefulSet app has something"],
    ["Scaling: StatefulSet app has something"],
    ["PodsNotReady: StatefulSet app has something"],
    [],
    // Told with everything else that is not there.
    [],
  ]);
});

test("volumes that differ are named by StatefulSet, with what people can do; the rest of the spec goes on", () => {
  const differing = volumesAsSpecified(
    new Map([
      ["a", ["size 1Gi instead of 2Gi", "class x instead of y"]],
      ["b", []],
      ["c", ["size 1Gi instead of 2Gi"]],
    ]),
  );
  assert.equal(differing.status, "False");
  assert.match(
    differing.message,
    /^StatefulSet a keeps size 1Gi instead of 2Gi and class x instead of y; StatefulSet c keeps size/,
  );
  assert.equal(volumesAsSpecified(new Map([["a", []]])).status, "True");
  assert.equal(volumesAsSpecified(new Map()).status, "True");
});

test("a pause shows, and says how to end it; without one there is no such condition", () => {
  assert.deepEqual(pausedFinding(false, "example.org/paused"), []);
  assert.match(pausedFinding(true, "example.org/paused")[0]!.message, /example\.org\/paused is removed/);
});
