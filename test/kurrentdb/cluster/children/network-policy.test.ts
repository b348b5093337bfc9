import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPolicy } from "../../../../src/kurrentdb/cluster/children/network-policy.ts";
import { clusterOf, planFor } from "../cluster-of.ts";

/** Who may reach which ports, in reading form. */
const rules = (access: object = {}, more: object = {}) => {
  const spec = { networkPolicy: { enabled: true, ...access }, ...more };
  return networkPolicy(clusterOf(spec), planFor(spec)).spec?.ingress?.map(({ from, ports }) => ({
    from,
    ports: ports?.map(({ port }) => port),
  }));
};

const members = {
  from: [
    {
      podSelector: {
        matchLabels: { "kurrent.io/cluster": "events" },
      },
    },
  ],
  ports: [1112, 2113],
};
const everywhere = [{ ipBlock: { cidr: "0.0.0.0/0" } }];

test("members reach both ports, and clients of the namespace the node port", () =>
  assert.deepEqual(rules(), [members, { from: [{ podSelector: {} }], ports: [2113] }]));

test("nobody but members reaches replication", () =>
  assert.deepEqual(rules({ clients: everywhere, scrapers: everywhere }), [
    members,
    { from: everywhere, ports: [2113] },
    { from: everywhere, ports: [2113] },
  ]));

test("scrapers are let in only where they are named: metrics are on the clients' port", () =>
  assert.equal(rules()?.length, 2));

test("an empty list lets nobody in: a rule without peers would let everybody in", () =>
  assert.deepEqual(rules({ clients: [], scrapers: [] }), [members]));

test("it goes by the port that members have", () =>
  assert.deepEqual(rules({ clients: [] }, { configuration: { nodePort: 3000 } })?.[0]?.ports, [1112, 3000]));
