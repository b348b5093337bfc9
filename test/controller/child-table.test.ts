import assert from "node:assert/strict";
import { test } from "node:test";
import { type Child, childrenOf } from "../../src/controller/child-table.ts";

const object = (kind: string, name: string, rest: object = {}) => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  ...rest,
});

const table: Child<{ names: string[] }>[] = [
  {
    kind: "B.v1",
    plural: "bs",
    update: "InPlace",
    build: ({ names }) => names.map((name) => object("B", name)),
  },
  {
    kind: "A.v1",
    plural: "as",
    update: "InPlace",
    build: () => [object("A", "only", { data: { kept: "" }, list: [] })],
  },
  {
    kind: "Monitor.example.org/v1",
    plural: "monitors",
    update: "OnDelete",
    component: "monitors",
    build: () => [object("Monitor", "m")],
  },
];

const wanted = (names: string[], isRegistered: boolean) =>
  childrenOf(table, { names }, () => isRegistered).map(({ kind, metadata }) => `${kind} ${metadata.name}`);

test("children come in the table's order, which is the reading order", () =>
  assert.deepEqual(wanted(["y", "x"], true), ["B y", "B x", "A only", "Monitor m"]));

test("an optional kind that is not registered is left out; any other is asked for, registered or not", () =>
  assert.deepEqual(wanted([], false), ["A only"]));

test("children are in the form in which the API server stores them", () =>
  assert.deepEqual(
    childrenOf([table[1]!], { names: [] }, () => true),
    [object("A", "only", { data: { kept: "" } })],
  ));
