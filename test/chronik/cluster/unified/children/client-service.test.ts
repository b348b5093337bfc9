import assert from "node:assert/strict";
import { test } from "node:test";
import { clientService } from "../../../../../src/chronik/cluster/unified/children/client-service.ts";
import { threeOf } from "../unified-of.ts";

test("clients within the cluster find any ready node, whatever those outside are given", () => {
  const { metadata, spec } = clientService(
    threeOf({ network: { serviceType: "LoadBalancer", advertisedHost: "{node}" } }),
  );
  assert.equal(metadata?.name, "events-server-client");
  assert.equal(spec?.type, "ClusterIP");
  assert.deepEqual(
    spec?.ports?.map(({ name, port }) => `${name} ${port}`),
    ["kafka 9092", "api 6092"],
  );
});
