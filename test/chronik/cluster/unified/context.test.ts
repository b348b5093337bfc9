import assert from "node:assert/strict";
import { test } from "node:test";
import { SECRETS_CHECKSUM } from "../../../../src/chronik/cluster/annotations.ts";
import { unifiedContext } from "../../../../src/chronik/cluster/unified/context.ts";
import { clusterFrom, requestOf } from "../cluster-of.ts";
import { SINGLE, THREE } from "./unified-of.ts";

const contextOf = (spec: object) => {
  const request = requestOf(spec);
  return unifiedContext(clusterFrom(request.parent), request);
};

test("the nodes as specified know the Secrets that they are made with", () => {
  const { asSpecified } = contextOf({ ...SINGLE, usersSecret: "users" });
  assert.match(asSpecified!.spec!.template.metadata!.annotations![SECRETS_CHECKSUM]!, /^users=[0-9a-f]+$/);
});

test("while addresses are awaited there are no nodes to specify", () => {
  const { asSpecified, brokers } = contextOf({ ...THREE, network: { serviceType: "LoadBalancer" } });
  assert.equal(asSpecified, undefined);
  assert.equal(brokers.awaited?.length, 3);
});
