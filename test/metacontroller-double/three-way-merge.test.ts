import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mergeKeyOf, threeWayMerge } from "../support/metacontroller/three-way-merge.ts";

const cases = [
  {
    reason: "a field that was applied before and is absent now is removed",
    observed: { replicas: 3, image: "a" },
    lastApplied: { replicas: 3, image: "a" },
    desired: { image: "a" },
    merged: { image: "a" },
  },
  {
    reason: "a field of somebody else stays",
    observed: { image: "a", paused: true },
    lastApplied: { image: "a" },
    desired: { image: "b" },
    merged: { image: "b", paused: true },
  },
  {
    reason: "objects are merged however deep they are",
    observed: { spec: { template: { labels: { a: "1", theirs: "x" } } } },
    lastApplied: { spec: { template: { labels: { a: "1", b: "2" } } } },
    desired: { spec: { template: { labels: { a: "9" } } } },
    merged: { spec: { template: { labels: { a: "9", theirs: "x" } } } },
  },
  {
    reason: "items with a well-known key are merged one by one and keep defaults",
    observed: { ports: [{ name: "http", port: 80, protocol: "TCP" }] },
    lastApplied: { ports: [{ name: "http", port: 80 }] },
    desired: { ports: [{ name: "web", port: 80 }] },
    merged: { ports: [{ name: "web", port: 80, protocol: "TCP" }] },
  },
  {
    reason: "existing items keep their place, new ones go to the end",
    observed: { env: [{ name: "B" }, { name: "THEIRS" }, { name: "OLD" }] },
    lastApplied: { env: [{ name: "B" }, { name: "OLD" }] },
    desired: { env: [{ name: "A" }, { name: "B" }] },
    merged: { env: [{ name: "B" }, { name: "THEIRS" }, { name: "A" }] },
  },
  {
    reason: "a list in which one item lacks the key is replaced whole",
    observed: { tolerations: [{ key: "a", effect: "NoSchedule" }] },
    lastApplied: { tolerations: [{ key: "a" }] },
    desired: { tolerations: [{ key: "a" }] },
    merged: { tolerations: [{ key: "a" }] },
  },
  {
    reason: "two observed items with one key both become what was merged",
    observed: {
      ports: [
        { port: 53, protocol: "TCP" },
        { port: 53, protocol: "UDP" },
      ],
    },
    lastApplied: { ports: [{ port: 53 }] },
    desired: { ports: [{ port: 53, name: "dns" }] },
    merged: {
      ports: [
        { port: 53, protocol: "UDP", name: "dns" },
        { port: 53, protocol: "UDP", name: "dns" },
      ],
    },
  },
  {
    reason: "null in place of an observed object only removes what was applied before",
    observed: { selector: { a: "1", b: "2" } },
    lastApplied: { selector: { a: "1" } },
    desired: { selector: null },
    merged: { selector: { b: "2" } },
  },
  {
    reason: "a value of another type in place of an observed object changes nothing",
    observed: { resources: { cpu: "1" } },
    lastApplied: undefined,
    desired: { resources: "none" },
    merged: { resources: { cpu: "1" } },
  },
  {
    reason: "null where nothing is observed is written",
    observed: {},
    lastApplied: undefined,
    desired: { clusterIP: null },
    merged: { clusterIP: null },
  },
];

describe("three-way merge", () => {
  for (const { reason, observed, lastApplied, desired, merged } of cases) {
    test(reason, () => {
      const before = structuredClone({ observed, lastApplied, desired });
      assert.deepEqual(threeWayMerge(observed, lastApplied, desired), merged);
      assert.deepEqual({ observed, lastApplied, desired }, before, "no argument is changed");
    });
  }
});

describe("the key of a list", () => {
  const keys = [
    {
      items: [
        { name: "http", containerPort: 80 },
        { name: "grpc", containerPort: 90 },
      ],
      key: "containerPort",
    },
    {
      items: [
        { name: "data", mountPath: "/a" },
        { name: "data", mountPath: "/b" },
      ],
      key: "mountPath",
    },
    { items: [{ name: "a" }, { name: "b", value: "1" }], key: "name" },
    { items: [{ path: "/", pathType: "Prefix" }], key: "path" },
    { items: [{ key: "a" }], key: undefined },
    { items: ["a", "b"], key: undefined },
    { items: [], key: undefined },
  ];
  for (const { items, key } of keys) {
    test(`of ${JSON.stringify(items)} is ${key ?? "none"}`, () => assert.equal(mergeKeyOf(items), key));
  }
});
