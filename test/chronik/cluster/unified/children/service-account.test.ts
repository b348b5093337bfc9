import assert from "node:assert/strict";
import { test } from "node:test";
import { serviceAccount } from "../../../../../src/chronik/cluster/unified/children/service-account.ts";
import { singleOf } from "../unified-of.ts";

test("it may be tied to an identity of the cloud, and has no token for the API server", () => {
  const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/events" };
  const { metadata, automountServiceAccountToken } = serviceAccount(
    singleOf({ serviceAccount: { annotations } }),
  );
  assert.equal(metadata?.name, "events-server");
  assert.deepEqual(metadata?.annotations, annotations);
  assert.equal(automountServiceAccountToken, false);
});
