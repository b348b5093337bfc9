import assert from "node:assert/strict";
import { test } from "node:test";
import { optionOf, ownedVariable } from "../../../src/kurrentdb/options/environment.ts";
import { environmentName, OPTIONS } from "../../../src/kurrentdb/options/options.ts";
import { OWNED_OPTIONS } from "../../../src/kurrentdb/options/owned.ts";

test("each option is set by its own variable, and by the name it had before", () => {
  for (const name of Object.keys(OPTIONS)) {
    const variable = environmentName(name);
    assert.equal(optionOf(variable), name);
    assert.equal(optionOf(variable.replace("KURRENTDB", "EVENTSTORE")), name);
    assert.equal(optionOf(variable.toLowerCase()), name);
  }
});

test("a name is read as the server reads it, however it is written", () => {
  for (const variable of [
    "KURRENTDB_CLUSTER_SIZE",
    "kurrentdb_cluster_size",
    "KurrentDb_ClusterSize",
    "KURRENTDB_CLUSTERSIZE",
    "KURRENTDB_CLUSTER-SIZE",
    "KURRENTDB__CLUSTER_SIZE",
    "KURRENTDB___CLUSTER_SIZE",
    "KURRENTDB__CLUSTERSIZE",
    "KURRENTDB:ClusterSize",
    "EVENTSTORE_CLUSTER_SIZE",
    "eventstore__ClusterSize",
  ]) {
    assert.equal(ownedVariable(variable)?.sets, "ClusterSize", variable);
  }
  assert.equal(ownedVariable("KURRENTDB__GOSSIP_SEED__0")?.sets, "GossipSeed", "an item of a list");
  assert.equal(ownedVariable("KURRENTDB_GOSSIP_SEED__0")?.sets, "GossipSeed");
});

test("other variables set nothing of the operator's", () => {
  for (const variable of [
    "CLUSTER_SIZE",
    "pod_name",
    "KURRENTDB",
    "KURRENTDB_",
    "KURRENTDBCLUSTERSIZE",
    "XKURRENTDB_CLUSTER_SIZE",
    "EVENTSTORE:ClusterSize",
    "KURRENTDB_CLUSTER_SIZES",
    "KURRENTDB__LICENSING__CLUSTER_SIZE",
    "KURRENTDB__LICENSING",
    "KURRENTDB__LICENSE_KEY",
    "KURRENTDB__LICENSING__LICENSE_KEY__0",
    "LICENSING__LICENSE_KEY",
    "KURRENTDB_CLUSTER__CLUSTER_SIZE",
    "KURRENTDB_CONSTRUCTOR",
    "KURRENTDB_LOG_LEVEL",
    "KURRENTDB_UNSAFE_DISABLE_FLUSH_TO_DISK",
  ]) {
    assert.equal(ownedVariable(variable), undefined, variable);
  }
});

test("the licence has a field, however its variable is written", () => {
  for (const variable of [
    "KURRENTDB__LICENSING__LICENSE_KEY",
    "KURRENTDB_LICENSING__LICENSE_KEY",
    "KurrentDB__Licensing__LicenseKey",
    "EVENTSTORE__LICENSING__LICENSE_KEY",
  ]) {
    assert.match(ownedVariable(variable)?.why ?? "", /licenseSecret/, variable);
  }
});

test("the pod's name is the operator's: each member makes its address of it", () =>
  assert.equal(ownedVariable("POD_NAME")?.sets, "the name of the pod"));

test("what the operator owns in the file it owns here too, but for what belongs in the environment", () => {
  const free = Object.keys(OWNED_OPTIONS).filter((name) => !ownedVariable(environmentName(name)));
  assert.deepEqual(free.sort(), [
    "CertificatePassword",
    "CertificatePrivateKeyPassword",
    "ClusterSecret",
    "TelemetryOptout",
  ]);
});
