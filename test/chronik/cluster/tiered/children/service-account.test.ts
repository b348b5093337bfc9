import assert from "node:assert/strict";
import { test } from "node:test";
import { serviceAccount } from "../../../../../src/chronik/cluster/tiered/children/service-account.ts";
import { clusterOf } from "../../cluster-of.ts";

test("annotations tie it to an identity of the cloud", () => {
  const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/chronik" };
  const { metadata } = serviceAccount(clusterOf({ serviceAccount: { annotations } }), "ingest");
  assert.deepEqual(metadata?.annotations, annotations);
});

test("its token is not mounted: Chronik never talks to the API server", () =>
  assert.equal(serviceAccount(clusterOf(), "ingest").automountServiceAccountToken, false));
