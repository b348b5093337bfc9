import assert from "node:assert/strict";
import { test } from "node:test";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { looksUpByName } from "../../support/laws.ts";
import { anyChronikCluster } from "./arbitraries.ts";
import { parentOf, requestOf } from "./cluster-of.ts";

const { customize, childKinds } = chronikCluster;

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

const LABELS = { "app.kubernetes.io/name": "chronik-stream", "app.kubernetes.io/instance": "events" };

test("a sync sees the Secrets that pods read, the pods, and the claims that they wait for", () =>
  assert.deepEqual(related({ security: { tlsEnabled: true, tlsSecret: "certificates" } }), [
    ["v1", "secrets", "data", ["certificates", "chronik-postgres-secret"]],
    ["v1", "persistentvolumeclaims", "data", LABELS],
    ["v1", "pods", "data", LABELS],
  ]));

test("whoever has the names of nodes is seen, whether or not their addresses are known already", () => {
  const looksUp = (kind: string, name: string, spec: object) =>
    customize({ ...requestOf(), parent: parentOf(spec) }).relatedResources.filter(
      ({ resource, names }) => resource === kind && names?.includes(name),
    ).length;
  const three = { topology: "Unified", nodes: 3, acceptUnsafeClustering: true };
  for (const network of [{}, { serviceType: "LoadBalancer" }]) {
    assert.equal(looksUp("statefulsets", "events-server", { topology: "Unified", network }), 1);
    assert.equal(looksUp("statefulsets", "events-server", { ...three, network }), 1);
    assert.equal(looksUp("configmaps", "events-config", { ...three, network }), 1);
  }
  assert.equal(looksUp("configmaps", "events-config", { topology: "Unified" }), 0, "it has none");
});

test("nothing is looked up for an invalid spec, of which no Secret's name can be believed", () =>
  assert.deepEqual(related({ controllers: -1 }), []));

looksUpByName(customize, requestOf(), anyChronikCluster);
