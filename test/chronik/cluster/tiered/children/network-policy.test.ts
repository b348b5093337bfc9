import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPolicy } from "../../../../../src/chronik/cluster/tiered/children/network-policy.ts";
import type { Role } from "../../../../../src/chronik/cluster/tiered/roles.ts";
import { clusterOf } from "../../cluster-of.ts";

/** Who may reach which ports, in reading form. */
const rules = (role: Role, access: object = {}) =>
  networkPolicy(clusterOf({ networkPolicy: { enabled: true, ...access } }), role).spec?.ingress?.map(
    ({ from, ports }) => ({ from, ports: ports?.map(({ port }) => port) }),
  );

const own = {
  podSelector: {
    matchLabels: { "app.kubernetes.io/name": "chronik-stream", "app.kubernetes.io/instance": "events" },
  },
};
const scrapers = { from: [{ namespaceSelector: {} }], ports: [8080] };

test("the cluster's own pods reach every port, clients of the namespace Kafka, scrapers the metrics", () =>
  assert.deepEqual(rules("ingest"), [
    { from: [own], ports: [9092, 8080, 8081] },
    { from: [{ podSelector: {} }], ports: [9092] },
    scrapers,
  ]));

test("no client reaches a controller", () =>
  assert.deepEqual(rules("controller", { clients: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }), [
    { from: [own], ports: [9090, 8080, 8081] },
    scrapers,
  ]));

test("an empty list lets nobody in: a rule without peers would let everybody in", () =>
  assert.deepEqual(rules("ingest", { clients: [], scrapers: [] }), [
    { from: [own], ports: [9092, 8080, 8081] },
  ]));

test("it is about incoming traffic only, and leaves the way to the database and the store open", () =>
  assert.deepEqual(networkPolicy(clusterOf(), "ingest").spec?.policyTypes, ["Ingress"]));
