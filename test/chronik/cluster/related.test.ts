import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { looksUpByName } from "../../support/laws.ts";
import { anyChronikCluster } from "./arbitraries.ts";
import { parentOf, requestOf } from "./cluster-of.ts";

const { customize } = chronikCluster;

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

looksUpByName(customize, requestOf(), anyChronikCluster);
