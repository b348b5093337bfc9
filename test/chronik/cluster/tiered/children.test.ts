import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../../src/chronik/cluster/controller.ts";
import { NOW } from "../../../support/arbitraries/situation.ts";
import { requestOf } from "../cluster-of.ts";

const names = (spec: object, kind: string) =>
  chronikCluster
    .sync(requestOf(spec), NOW)
    .children.filter((child) => child.kind === kind)
    .map(({ metadata }) => metadata.name);

test("each role has a StatefulSet, and search only where somebody asks for it", () => {
  assert.deepEqual(names({}, "StatefulSet"), ["events-controller", "events-ingest"]);
  assert.deepEqual(names({ searchNodes: 1 }, "StatefulSet"), [
    "events-controller",
    "events-ingest",
    "events-search",
  ]);
});

test("clients have a Service of their own for ingest, and for search where it is asked for", () => {
  const services = ["events-controller", "events-ingest", "events-search"];
  assert.deepEqual(names({ searchNodes: 1 }, "Service"), [...services, "events-ingest-client"]);
  assert.deepEqual(names({ searchNodes: 1, network: { exposeSearch: true } }, "Service"), [
    ...services,
    "events-ingest-client",
    "events-search-client",
  ]);
});
