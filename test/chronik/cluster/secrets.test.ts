import assert from "node:assert/strict";
import { test } from "node:test";
import { secretNeeds } from "../../../src/chronik/cluster/secrets.ts";
import { clusterOf } from "./cluster-of.ts";

const names = (spec: object) => secretNeeds(clusterOf(spec)).map(({ name }) => name);

test("a topology needs its own Secrets and not those of the other", () => {
  const spec = { usersSecret: "users", metastore: { connection: { credentialsSecret: "postgres" } } };
  assert.deepEqual(names(spec), ["postgres"]);
  assert.deepEqual(names({ ...spec, topology: "Unified" }), ["users"]);
});
