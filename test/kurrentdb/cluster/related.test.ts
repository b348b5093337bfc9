import assert from "node:assert/strict";
import { test } from "node:test";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { looksUpByName } from "../../support/laws.ts";
import { anyKurrentDB } from "./arbitraries.ts";
import { parentOf, requestOf, TLS } from "./cluster-of.ts";

const { customize, childKinds } = kurrentDB;

/** Besides what bears the names of children, which every kind looks up. */
const related = (spec: object) =>
  customize({ ...requestOf(), parent: parentOf(spec) })
    .relatedResources.filter(({ resource }) => !childKinds.some(({ plural }) => plural === resource))
    .map(({ apiVersion, resource, namespace, names }) => [apiVersion, resource, namespace, names]);

test("a sync sees the Secrets, and the volumes that are there", () => {
  const others = [
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

looksUpByName(customize, requestOf(), anyKurrentDB);

test("what bears the names of read-only replicas is looked up while the cluster is stopped, too", () => {
  const found = kurrentDB
    .customize(requestOf({ replicas: 0, readOnlyReplicas: {} }))
    .relatedResources.filter(({ names }) => names?.includes("events-readonly"));
  assert.deepEqual(found.map(({ resource }) => resource).sort(), [
    "poddisruptionbudgets",
    "services",
    "statefulsets",
  ]);
});
