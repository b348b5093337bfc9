import assert from "node:assert/strict";
import { test } from "node:test";
import { SECRETS_CHECKSUM } from "../../../../src/chronik/cluster/annotations.ts";
import { tieredContext } from "../../../../src/chronik/cluster/tiered/context.ts";
import { clusterFrom, requestOf } from "../cluster-of.ts";

const contextOf = (spec: object = {}) => {
  const request = requestOf(spec);
  return tieredContext(clusterFrom(request.parent), request);
};

test("each role is specified, with the Secrets that its pods are made with", () => {
  const { asSpecified } = contextOf({ searchNodes: 1 });
  assert.deepEqual(Object.keys(asSpecified), ["controller", "ingest", "search"]);
  assert.match(
    asSpecified.ingest!.spec!.template.metadata!.annotations![SECRETS_CHECKSUM]!,
    /^chronik-postgres-secret=[0-9a-f]+$/,
  );
});
