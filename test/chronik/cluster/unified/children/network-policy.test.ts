import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChronikCluster } from "../../../../../src/chronik/cluster/cluster.ts";
import { networkPolicy } from "../../../../../src/chronik/cluster/unified/children/network-policy.ts";
import { singleOf, threeOf } from "../unified-of.ts";

const rules = (cluster: ChronikCluster) =>
  networkPolicy(cluster).spec?.ingress?.map(({ from, ports }) => [from, ports?.map(({ port }) => port)]);

const component = {
  podSelector: {
    matchLabels: {
      "app.kubernetes.io/name": "chronik-stream",
      "app.kubernetes.io/instance": "events",
      "app.kubernetes.io/component": "server",
    },
  },
};

test("logs and votes come from nodes alone, since the server asks nobody who sends them", () =>
  assert.deepEqual(rules(threeOf()), [
    [[component], [9092, 6092, 9291, 5001]],
    [[{ podSelector: {} }], [9092, 6092]],
    [[{ namespaceSelector: {} }], [13001, 13002, 13003]],
  ]));

test("a single node has no others to let in", () =>
  assert.deepEqual(rules(singleOf({ networkPolicy: { clients: [], scrapers: [] } })), []));
