import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { customize } from "../../src/chronik/customize.ts";
import { anyChronikCluster } from "./arbitraries.ts";
import { parentOf, requestOf } from "./cluster-of.ts";

const related = (spec: object) =>
  customize({ ...requestOf(), parent: parentOf(spec) }).relatedResources.map(
    ({ apiVersion, resource, namespace, names }) => [apiVersion, resource, namespace, names],
  );

test("a sync sees the Secrets that pods read, and who has the names of our StatefulSets", () =>
  assert.deepEqual(related({ security: { tlsEnabled: true, tlsSecret: "certificates" } }), [
    ["v1", "secrets", "data", ["certificates", "chronik-postgres-secret"]],
    ["apps/v1", "statefulsets", "data", ["events-controller", "events-ingest", "events-search"]],
  ]));

test("nothing is looked up for an invalid spec, of which no Secret's name can be believed", () =>
  assert.deepEqual(related({ controllers: -1 }), []));

test("each rule names what it wants: without names it would fetch every Secret of the namespace", () =>
  fc.assert(
    fc.property(anyChronikCluster, (parent) => {
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
