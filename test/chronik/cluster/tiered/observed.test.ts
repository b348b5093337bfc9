import assert from "node:assert/strict";
import { test } from "node:test";
import { observe } from "../../../../src/chronik/cluster/tiered/observed.ts";
import type { ObjectMap, SyncRequest } from "../../../../src/metacontroller/hooks.ts";
import { clusterFrom, parentOf, requestOf, secretsOf } from "../cluster-of.ts";

const observed = (rest: Partial<SyncRequest> = {}, spec: object = {}) => {
  const request = requestOf(spec, rest);
  return observe(clusterFrom(request.parent), request);
};

const set = (name: string) => ({
  [`data/${name}`]: { apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name, namespace: "data" } },
});
const sets = (group: object) => ({ "StatefulSet.apps/v1": group }) as ObjectMap;

test("children are found by role", () => {
  const { statefulSets } = observed({ children: sets({ ...set("events-ingest"), ...set("events-other") }) });
  assert.deepEqual(
    Object.entries(statefulSets)
      .filter(([, found]) => found)
      .map(([role]) => role),
    ["ingest"],
  );
});

test("Secrets are those of the cluster's namespace", () => {
  const elsewhere = { "Secret.v1": secretsOf(parentOf({}, { namespace: "other" })) };
  assert.deepEqual(observed({ related: elsewhere }).secrets.missing, ["Secret chronik-postgres-secret"]);
  assert.deepEqual(observed().secrets.missing, []);
});

test("whether there are ServiceMonitors is what the registration says, even while there is none", () => {
  const { children } = requestOf();
  assert.equal(observed().hasServiceMonitors, false);
  assert.equal(
    observed({ children: { ...children, "ServiceMonitor.monitoring.coreos.com/v1": {} } }).hasServiceMonitors,
    true,
  );
});
