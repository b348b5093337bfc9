import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccepted, isMatchable } from "../../../../src/kurrentdb/cluster/certificates/common-name.ts";

/** The server's own cases: src/KurrentDB.Core.XUnit.Tests/Certificates/client_name_matching.cs. */
test("a wildcard in the certificate is the reserved name itself, one in the reserved name stands for a label", () => {
  for (const [commonName, reserved, isTaken] of [
    ["*.test.com", "*.test.com", true],
    ["*.test.com", "*.TEST.com", true],
    ["*.test.com", "abc.test.com", false],
    ["abc.test.com", "*.test.com", true],
    ["abc.test.com", "abc.test.com", true],
    ["ABC.test.com", "abc.TEST.com", true],
    ["abc.def.test.com", "*.test.com", false],
    ["test.com", "*.test.com", false],
    ["abc.com", "*.com", false],
    ["*.com", "*.com", false],
    ["*.eventstore", "*.eventstore", false],
    ["eventstore-node", "eventstore-node", true],
    ["eventstore_node", "eventstore_node", false],
    ["event store", "event store", false],
    ["", "", false],
    ["", "eventstore-node", false],
    ["a..b", "a..b", false],
    ["a*.test.com", "a*.test.com", false],
    ["*", "*", false],
  ] as const) {
    assert.equal(isAccepted(commonName, reserved), isTaken, `${commonName} for ${reserved}`);
  }
});

test("a reserved name that nothing can match is known as one", () => {
  assert.ok(["eventstore-node", "*.test.com", "a.b"].every(isMatchable));
  assert.ok(!["*.eventstore", "*", "", "a_b", "a.*.b", "*.*.test.com", "a".repeat(65)].some(isMatchable));
});
