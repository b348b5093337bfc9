import assert from "node:assert/strict";
import { test } from "node:test";
import { serverFile } from "../../../../src/chronik/cluster/unified/server-file.ts";
import { brokersFrom, threeOf } from "./unified-of.ts";

const file = (spec: object = {}) => serverFile(threeOf(spec), brokersFrom(threeOf(spec)));

test("it is what the server takes: every node among the peers, itself included", () =>
  assert.equal(
    file({ network: { serviceType: "LoadBalancer", advertisedHost: "{node}.example.com" } }),
    `enabled = true
node_id = 1
data_dir = "/data"
replication_factor = 3
min_insync_replicas = 2
auto_recover = false

[bind]
kafka = "0.0.0.0:9092"
wal = "0.0.0.0:9291"
raft = "0.0.0.0:5001"

[[peers]]
id = 1
kafka = "1.example.com:9092"
wal = "events-server-1.events-server.data.svc:9291"
raft = "events-server-1.events-server.data.svc:5001"

[[peers]]
id = 2
kafka = "2.example.com:9092"
wal = "events-server-2.events-server.data.svc:9291"
raft = "events-server-2.events-server.data.svc:5001"

[[peers]]
id = 3
kafka = "3.example.com:9092"
wal = "events-server-3.events-server.data.svc:9291"
raft = "events-server-3.events-server.data.svc:5001"
`,
  ));

test("replication is the spec's", () => {
  const text = file({ replication: { factor: 2, minInsyncReplicas: 1 } });
  assert.match(text, /^replication_factor = 2$/m);
  assert.match(text, /^min_insync_replicas = 1$/m);
});
