import assert from "node:assert/strict";
import { test } from "node:test";
import { serviceAccount } from "../../../../src/kurrentdb/cluster/children/service-account.ts";
import { clusterOf } from "../cluster-of.ts";

test("annotations tie it to an identity of the cloud", () => {
  const annotations = { "azure.workload.identity/client-id": "00000000-0000-0000-0000-000000000000" };
  const { metadata } = serviceAccount(clusterOf({ serviceAccount: { annotations } }));
  assert.deepEqual(metadata?.annotations, annotations);
});

test("its token is not mounted: the server never talks to the API server", () =>
  assert.equal(serviceAccount(clusterOf()).automountServiceAccountToken, false));
