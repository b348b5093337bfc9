import assert from "node:assert/strict";
import { test } from "node:test";
import { observe } from "../../../src/kurrentdb/cluster/observed.ts";
import { clusterFrom } from "../../../src/kurrentdb/cluster/validation.ts";
import type { ObjectMap, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { byName } from "../../support/arbitraries/situation.ts";
import { requestOf } from "./cluster-of.ts";

const observed = (rest: Partial<SyncRequest> = {}) => {
  const request = requestOf({}, rest);
  return observe(clusterFrom(request.parent), request);
};

const set = (owner?: string) => ({
  "StatefulSet.apps/v1": byName([
    { metadata: { name: "events", namespace: "data", ...(owner && { ownerReferences: [{ uid: owner }] }) } },
  ]),
});

test("a StatefulSet that is not ours takes the name of ours", () => {
  const taken = (children: ObjectMap, related: ObjectMap) => observed({ children, related }).isTaken;
  assert.equal(taken({}, set("somebody")), true);
  assert.equal(taken({}, set()), true, "an orphan belongs to nobody");
  assert.equal(taken({}, set("uid-of-events")), false, "ours, and not yet among the children");
  assert.equal(taken(set("uid-of-events"), set("uid-of-events")), false);
});

test("volumes count from the first on and without a gap, since members begin at the first", () => {
  const members = (...indices: number[]) => {
    const claims = indices.map((index) => ({
      metadata: { name: `data-events-${index}`, namespace: "data" },
    }));
    return observed({ related: { "PersistentVolumeClaim.v1": byName(claims) } }).plan.replicas;
  };
  assert.equal(members(), 3, "no volume, no data");
  assert.equal(members(0), 1);
  assert.equal(members(0, 1), 2);
  assert.equal(members(0, 2), 0, "the latest data may be in the one that is missing");
});

test("volumes are those of the cluster's namespace", () => {
  const claim = { metadata: { name: "data-events-0", namespace: "other" } };
  assert.equal(observed({ related: { "PersistentVolumeClaim.v1": byName([claim]) } }).plan.replicas, 3);
});

test("whether there are ServiceMonitors is what the registration says, even while there is none", () => {
  const { children } = requestOf();
  assert.equal(observed().hasServiceMonitors, false);
  assert.equal(
    observed({ children: { ...children, "ServiceMonitor.monitoring.coreos.com/v1": {} } }).hasServiceMonitors,
    true,
  );
});
