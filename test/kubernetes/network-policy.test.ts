import assert from "node:assert/strict";
import { test } from "node:test";
import { allow, everyNamespace, sameNamespace } from "../../src/kubernetes/network-policy.ts";

test("peers may reach ports, written out as the API server stores them", () =>
  assert.deepEqual(allow(sameNamespace, [80, 443]), [
    {
      from: [{ podSelector: {} }],
      ports: [
        { port: 80, protocol: "TCP" },
        { port: 443, protocol: "TCP" },
      ],
    },
  ]));

test("for nobody there is no rule: one without peers would let everybody in", () =>
  assert.deepEqual(allow([], [80]), []));

test("the empty selectors mean what they are called", () => {
  // As a peer, {} in podSelector is every pod of this namespace, in namespaceSelector every pod there is.
  assert.deepEqual(sameNamespace, [{ podSelector: {} }]);
  assert.deepEqual(everyNamespace, [{ namespaceSelector: {} }]);
});
