import assert from "node:assert/strict";
import { test } from "node:test";
import { observe } from "../../../../src/chronik/cluster/unified/observed.ts";
import type { ObjectMap, SyncRequest } from "../../../../src/metacontroller/hooks.ts";
import { clusterFrom, requestOf } from "../cluster-of.ts";
import { THREE } from "./unified-of.ts";

const observed = (rest: Partial<SyncRequest> = {}, spec: object = THREE) => {
  const request = requestOf(spec, rest);
  return observe(clusterFrom(request.parent), request);
};

const named = (kind: string, names: Record<string, object>) =>
  ({
    [kind]: Object.fromEntries(
      Object.entries(names).map(([name, metadata]) => [
        `data/${name}`,
        { apiVersion: "v1", kind, metadata: { name, namespace: "data", ...metadata } },
      ]),
    ),
  }) as ObjectMap;

test("the Services of nodes are found by the pods' names", () => {
  const children = named("Service.v1", {
    "events-server-2": {},
    "events-server-client": {},
    "events-server": {},
  });
  const { nodeServices } = observed({ children });
  assert.deepEqual(
    Object.keys(nodeServices).filter((name) => nodeServices[name]),
    ["events-server-2"],
  );
});

test("claims are those that stay, of any size the cluster may have had", () => {
  const related = named("PersistentVolumeClaim.v1", {
    "data-events-server-0": { uid: "a" },
    "data-events-server-2": { uid: "b", deletionTimestamp: "2026-01-01T00:00:00Z" },
    "data-events-server-15": { uid: "c" },
    "data-events-server-16": { uid: "d" },
  });
  assert.deepEqual(
    [...observed({ related }).claims],
    [
      [0, "a"],
      [15, "c"],
    ],
  );
});
