import assert from "node:assert/strict";
import { test } from "node:test";
import { observe } from "../../../src/kurrentdb/cluster/observed.ts";
import type { SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { byName } from "../../support/arbitraries/situation.ts";
import { clusterFrom, requestOf } from "./cluster-of.ts";

const observed = (rest: Partial<SyncRequest> = {}) => {
  const request = requestOf({}, rest);
  return observe(clusterFrom(request.parent), request);
};

test("volumes count from the first on and without a gap, since members begin at the first", () => {
  const members = (...indices: number[]) => {
    const claims = indices.map((index) => ({
      metadata: { name: `data-events-${index}`, namespace: "data" },
    }));
    return observed({ related: { "PersistentVolumeClaim.v1": byName(claims) } }).volumes.leading;
  };
  assert.equal(members(), 0);
  assert.equal(members(0), 1);
  assert.equal(members(0, 1), 2);
  assert.equal(members(0, 2), 1, "the latest data may be in the one that is missing");
});

test("volumes are those of the cluster's namespace", () => {
  const claim = { metadata: { name: "data-events-0", namespace: "other" } };
  assert.equal(observed({ related: { "PersistentVolumeClaim.v1": byName([claim]) } }).volumes.leading, 0);
});

test("whether there are ServiceMonitors is what the registration says, even while there is none", () => {
  const { children } = requestOf();
  assert.equal(observed().hasServiceMonitors, false);
  assert.equal(
    observed({ children: { ...children, "ServiceMonitor.monitoring.coreos.com/v1": {} } }).hasServiceMonitors,
    true,
  );
});
