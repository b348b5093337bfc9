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
    .map(({ apiVersion, resource, namespace, names, labelSelector }) => [
      apiVersion,
      resource,
      namespace,
      names ?? labelSelector?.matchLabels,
    ]);

test("a sync sees the Secrets, the volumes that are there, and the pods", () => {
  const others = [
    ["v1", "persistentvolumeclaims", "data", [0, 1, 2, 3, 4].map((index) => `data-events-${index}`)],
    ["v1", "pods", "data", { "kurrent.io/cluster": "events" }],
  ];
  assert.deepEqual(related({ security: TLS, licenseSecret: "licence" }), [
    ["v1", "secrets", "data", ["licence", "tls"]],
    ...others,
  ]);
  assert.deepEqual(related({}), others);
});

test("it sees the volumes that read-only replicas wait for", () => {
  const [claims] = related({ readOnlyReplicas: { replicas: 2 } });
  assert.deepEqual((claims!.at(-1) as string[]).slice(-2), [
    "data-events-readonly-0",
    "data-events-readonly-1",
  ]);
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
