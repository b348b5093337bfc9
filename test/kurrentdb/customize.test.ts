import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { customize } from "../../src/kurrentdb/customize.ts";
import { anyKurrentDB } from "./arbitraries.ts";
import { parentOf, requestOf, TLS } from "./cluster-of.ts";

const related = (spec: object) =>
  customize({ ...requestOf(), parent: parentOf(spec) }).relatedResources.map(
    ({ apiVersion, resource, namespace, names }) => [apiVersion, resource, namespace, names],
  );

test("a sync sees the Secrets, who has the name of our StatefulSet, and the volumes that are there", () => {
  const others = [
    ["apps/v1", "statefulsets", "data", ["events"]],
    ["v1", "persistentvolumeclaims", "data", [0, 1, 2, 3, 4].map((index) => `data-events-${index}`)],
  ];
  assert.deepEqual(related({ security: TLS, licenseSecret: "licence" }), [
    ["v1", "secrets", "data", ["licence", "tls"]],
    ...others,
  ]);
  assert.deepEqual(related({}), others);
});

test("nothing is looked up for an invalid spec, of which no Secret's name can be believed", () =>
  assert.deepEqual(related({ replicas: 2, licenseSecret: "licence" }), []));

test("each rule names what it wants: without names it would fetch every Secret of the namespace", () =>
  fc.assert(
    fc.property(anyKurrentDB, (parent) => {
      for (const { names = [], namespace, labelSelector } of customize({ ...requestOf(), parent })
        .relatedResources) {
        assert.ok(names.length > 0);
        assert.equal(new Set(names).size, names.length);
        assert.equal(namespace, parent.metadata.namespace);
        assert.equal(labelSelector, undefined, "Metacontroller refuses names together with a selector");
      }
    }),
    { numRuns: 50, includeErrorInReport: true },
  ));
