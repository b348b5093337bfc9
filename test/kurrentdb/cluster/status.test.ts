/** What people read of a KurrentDB. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import type { KurrentDBStatus } from "../../../src/kurrentdb/cluster/status-schema.ts";
import type { ObjectMap, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { feedBack } from "../../support/api-server.ts";
import { settled } from "../../support/arbitraries/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { withCrashingPod } from "../../support/crashing-pod.ts";
import { secret } from "./certificates/found.ts";
import { keyPem, node, root } from "./certificates/made.ts";
import { requestOf, secretsOf, TLS } from "./cluster-of.ts";

import {
  afterwards,
  biggerVolumes,
  edited,
  growing,
  invalidSpec,
  memberDown,
  nameTaken,
  newVersion,
  newVersionRolling,
  paused,
  perNode,
  production,
  productionWithoutSecrets,
  running,
  sample,
  secretVanished,
  shrinkConfirmed,
  shrinkNotConfirmed,
  single,
  stopped,
  tlsSwitched,
} from "./situations.ts";

const { sync } = kurrentDB;

const statusOf = (request: SyncRequest) => sync(request, NOW).status as KurrentDBStatus;

/** `False SecretsMissing: the message`, or nothing where there is no such condition. */
const condition = (request: SyncRequest, wanted: string): string | undefined => {
  const found = statusOf(request).conditions.find(({ type }) => type === wanted);
  return found && `${found.status} ${found.reason}: ${found.message}`;
};

/** What each situation is called, how many members are ready, and how its Ready condition begins. */
const phases: [reason: string, request: SyncRequest, phase: string, ready: string, says: RegExp][] = [
  ["it was just created", sample, "Creating", "0/3", /^False Creating: None of its 6 objects exists yet/],
  [
    "its pods are starting",
    feedBack(sample, sync(sample, NOW), "dynamic"),
    "Creating",
    "0/3",
    /^False Scaling/,
  ],
  ["all is well", running, "Running", "3/3", /^True AllReady: 3 of 3 members are ready$/],
  [
    "a member is down",
    memberDown,
    "Updating",
    "2/3",
    /^False PodsNotReady: StatefulSet my-eventstore has 2 of 3/,
  ],
  ["a new version was asked for", newVersion, "Updating", "3/3", /^False RolloutInProgress/],
  ["a new version is rolling", newVersionRolling, "Updating", "2/3", /has 2 of 3 pods updated$/],
  [
    "it learns its new size",
    growing[0]!,
    "Updating",
    "1/3",
    /Going to 3 members step by step: 1 of 3 now\. There is no leader until/,
  ],
  ["a second member joins", growing[1]!, "Updating", "1/3", /Going to 3 members step by step: 2 of 3 now$/],
  ["it was stopped", stopped, "Running", "0/0", /^True AllReady: Stopped; the volumes are kept$/],
  [
    "it shrinks",
    shrinkConfirmed,
    "Updating",
    "3/1",
    /Going to 1 members step by step: 3 of 3 now\. Nobody should write to it meanwhile$/,
  ],
  ["a shrink is held back", shrinkNotConfirmed, "Running", "3/3", /^True AllReady/],
  ["TLS is held back", tlsSwitched, "Running", "3/3", /^True AllReady/],
  [
    "the spec is invalid",
    invalidSpec,
    "Failed",
    "3/3",
    /^False InvalidSpec: spec\.replicas must be 1, 3 or 5/,
  ],
  ["it is paused", paused, "Updating", "3/3", /^False RolloutInProgress/],
  [
    "its Secrets are not there",
    productionWithoutSecrets,
    "Pending",
    "0/3",
    /Waiting for Secret eventstore-admin, /,
  ],
  ["a Secret vanished from under it", secretVanished, "Running", "3/3", /^True AllReady/],
  ["its name is taken", nameTaken, "Failed", "0/3", /^False NameTaken: StatefulSet my-eventstore exists/],
];

for (const [reason, request, phase, ready, says] of phases) {
  test(`${phase}: ${reason}`, () => {
    const status = statusOf(request);
    assert.deepEqual([status.phase, status.ready, status.readyReplicas], [phase, ready, Number(ready[0])]);
    assert.match(condition(request, "Ready") ?? "", says);
  });
}

test("the version is the one that every member runs, whatever is asked for", () => {
  const version = (request: SyncRequest) => statusOf(request).version;
  assert.equal(version(sample), undefined, "nobody runs anything yet");
  assert.equal(version(running), "latest");
  assert.equal(version(newVersion), "latest", "from the first sync that sees the new one");
  assert.equal(version(newVersionRolling), "latest");
  assert.equal(version(afterwards(newVersion)), "26.0.1");
  assert.equal(version(shrinkNotConfirmed), "latest", "also while a part of the spec is held back");
});

test("of an image the version is its tag or digest", () => {
  const version = (image: string) => statusOf(afterwards(afterwards(requestOf({ image })))).version;
  assert.equal(version("mirror.example.com:5000/kurrentdb:26.0.1"), "26.0.1");
  assert.equal(version("mirror.example.com:5000/kurrentdb"), "latest", "a port is no tag");
  assert.equal(version("kurrentdb:26@sha256:abc"), "sha256:abc");
});

test("how the members run, not how they are asked to: TLS waits for a stop", () => {
  assert.deepEqual(
    [statusOf(running).security, condition(running, "Secured")],
    [
      "Insecure",
      "False Insecure: No certificates are given: anybody who reaches the members may read and write",
    ],
  );
  const secure = afterwards(afterwards(production));
  assert.equal(statusOf(secure).security, "TLS");
  assert.match(condition(secure, "Secured") ?? "", /^True TLS/);
  assert.equal(statusOf(tlsSwitched).security, "Insecure");
  assert.match(statusOf(tlsSwitched).endpoints.client ?? "", /tls=false$/);
});

test("what is held back is named with what to do about it", () => {
  assert.match(condition(running, "SpecFollowed") ?? "", /^True/);
  assert.match(
    condition(shrinkNotConfirmed, "SpecFollowed") ?? "",
    /^False ShrinkNotConfirmed: .*kubectl annotate kurrentdb my-eventstore -n default kurrent\.io\/confirm-shrink=1$/,
  );
  const both = edited(running, { security: TLS, configuration: { clusterSize: 3, nodePort: 3000 } });
  assert.match(condition(both, "SpecFollowed") ?? "", /^False SecurityNeedsStop: .*port 2113 .*to 3000/);
  const stoppedAndShrunk = edited(running, { replicas: 0, configuration: { clusterSize: 1 } });
  assert.match(condition(stoppedAndShrunk, "SpecFollowed") ?? "", /and start it again first$/);
});

test("a confirmation that is used up is named, with the command that takes it away; one for what comes is not", () => {
  const confirmed = (request: SyncRequest, annotations: Record<string, string>) => {
    const { parent } = request;
    return condition(
      { ...request, parent: { ...parent, metadata: { ...parent.metadata, annotations } } },
      "SpecFollowed",
    );
  };
  const shrink = (size: string) => confirmed(running, { "kurrent.io/confirm-shrink": size });
  assert.match(shrink("3") ?? "", /^True .*confirms nothing more.*kurrent\.io\/confirm-shrink-$/);
  assert.doesNotMatch(shrink("1") ?? "", /confirm-shrink/);
  const early = { "kurrent.io/confirm-stop": "true", "kurrent.io/confirm-rollout": "true" };
  assert.match(confirmed(running, early) ?? "", /^True NothingWithheld: No part of the spec is withheld$/);
});

test("missing Secrets and keys are named; that members run without is no obstacle to them", () => {
  assert.match(condition(running, "SecretsAvailable") ?? "", /^True AllFound/);
  for (const request of [productionWithoutSecrets, secretVanished]) {
    assert.match(
      condition(request, "SecretsAvailable") ?? "",
      /^False SecretsMissing: Missing: Secret eventstore-admin, Secret eventstore-license, Secret eventstore-ops, Secret eventstore-tls\./,
    );
  }
  const partial = {
    ...production.related?.["Secret.v1"]?.["default/eventstore-tls"],
    data: { "tls.crt": "YQ==" },
  };
  const secrets = {
    ...production.related?.["Secret.v1"],
    "default/eventstore-tls": partial,
  } as ObjectMap[string];
  assert.match(
    condition({ ...production, related: { "Secret.v1": secrets } }, "SecretsAvailable") ?? "",
    /Missing: the key ca\.crt in Secret eventstore-tls, the key tls\.key in Secret eventstore-tls/,
  );
});

test("volumes that cannot be changed are told, with what to do", () => {
  assert.match(condition(running, "VolumesAsSpecified") ?? "", /^True/);
  assert.match(
    condition(biggerVolumes, "VolumesAsSpecified") ?? "",
    /^False VolumesDiffer: StatefulSet my-eventstore keeps size 100Gi instead of 200Gi, .*--cascade=orphan/,
  );
});

test("paused is said while it is so, and nothing otherwise", () => {
  assert.match(condition(paused, "Paused") ?? "", /^True Annotated: .*kurrent\.io\/paused/);
  assert.match(condition(paused, "Reconciling") ?? "", /^False Paused/);
  assert.equal(condition(running, "Paused"), undefined);
});

test("endpoints are connection strings that work as they are", () => {
  assert.deepEqual(statusOf(running).endpoints, {
    client: "kurrentdb+discover://my-eventstore-nodes.default.svc.cluster.local:2113?tls=false",
    http: "http://my-eventstore.default.svc.cluster.local:2114",
    nodes: [0, 1, 2].map(
      (index) => `my-eventstore-${index}.my-eventstore-nodes.default.svc.cluster.local:2113`,
    ),
  });
  const { client, http } = statusOf(production).endpoints;
  assert.match(client ?? "", /\?tls=true$/);
  assert.match(http ?? "", /^https:/);
  assert.equal(statusOf(perNode).endpoints.external, "192.0.2.1:2113", "once the cloud has given it");
});

/** A Secret of the namespace in which clusters of these tests are. */
const secretOf = (name: string, data: Record<string, string>): ObjectMap[string] => ({
  [`data/${name}`]: { apiVersion: "v1", kind: "Secret", ...secret(name, data) } as never,
});

test("a Secret of variables that sets what the operator sets freezes everything, and names the keys alone", () => {
  const settled = afterwards(afterwards(requestOf({ environmentSecret: "more" })));
  const withKeys = (...keys: string[]): SyncRequest => ({
    ...edited(settled, { version: "26.0.1" }),
    related: { "Secret.v1": secretOf("more", Object.fromEntries(keys.map((key) => [key, "private"]))) },
  });
  const bad = withKeys("TZ", "POD_NAME", "kurrentdb_insecure", "KURRENTDB__LICENSING__LICENSE_KEY");
  assert.equal(
    condition(bad, "Stalled"),
    "True EnvironmentOwned: Secret more sets what the operator sets itself: KURRENTDB__LICENSING__LICENSE_KEY, " +
      "POD_NAME, kurrentdb_insecure. Take it out of the Secret",
  );
  assert.match(JSON.stringify(sync(withKeys("TZ"), NOW).children), /26\.0\.1/);
  const answer = JSON.stringify(sync(bad, NOW));
  assert.doesNotMatch(answer, /26\.0\.1"/, "the StatefulSet is as it was, and so is the ConfigMap");
  assert.doesNotMatch(answer, /private|cHJpdmF0ZQ/);
});

test("a password Secret that changes later restarts nobody and is told, until people say that it is done", () => {
  const first = requestOf({ security: TLS, users: { adminPasswordSecret: "admin" } });
  const tls = first.related?.["Secret.v1"];
  const withPassword = (request: SyncRequest, password: string): SyncRequest => ({
    ...request,
    related: { "Secret.v1": { ...tls, ...secretOf("admin", { password }) } },
  });
  const runs = afterwards(afterwards(withPassword(first, "old")));
  assert.equal(condition(runs, "PasswordsApplied"), undefined);
  const changed = withPassword(runs, "new");
  assert.match(
    condition(changed, "PasswordsApplied") ?? "",
    /^False PasswordSecretChanged: .*in the database$/,
  );
  assert.deepEqual(sync(changed, NOW).children, sync(runs, NOW).children);
  assert.match(
    condition(afterwards(changed), "PasswordsApplied") ?? "",
    /^False/,
    "however often it is looked at",
  );
  assert.equal(condition(withPassword(changed, "old"), "PasswordsApplied"), undefined);

  const told = structuredClone(changed);
  const set = told.children["StatefulSet.apps/v1"]!["data/events"]!;
  delete set.metadata.annotations!["kurrent.io/passwords-checksum"];
  assert.equal(condition(told, "PasswordsApplied"), undefined);
  assert.equal(condition(afterwards(told), "PasswordsApplied"), undefined);
  assert.match(condition(withPassword(afterwards(told), "newer"), "PasswordsApplied") ?? "", /^False/);
});

test("options with which events can be lost are named wherever they are set, and a Secret's values are not", () => {
  const spec = {
    configuration: { options: { MaxTruncation: -1 } },
    environmentSecret: "more",
    env: [{ name: "KURRENTDB_UNSAFE_DISABLE_FLUSH_TO_DISK", value: "true" }],
  };
  const more = secretOf("more", {
    KURRENTDB_UNSAFE_IGNORE_HARD_DELETE: "TRUE",
    KURRENTDB_UNSAFE_ALLOW_SURPLUS_NODES: "false",
  });
  assert.match(
    condition(requestOf(spec, { related: { "Secret.v1": more } }), "OptionsSafe") ?? "",
    /^False RiskyOptions: MaxTruncation: -1 lets .*; KURRENTDB_UNSAFE_IGNORE_HARD_DELETE brings .*; KURRENTDB_UNSAFE_DISABLE_FLUSH_TO_DISK loses [^;]*$/,
  );
  assert.equal(condition(requestOf({ environmentSecret: "more" }), "OptionsSafe"), undefined);
});

test("when the certificate in the Secret expires is in the status, with TLS and once it can be read", () => {
  const request = requestOf({ security: TLS });
  const expires = (secrets: ObjectMap[string]) =>
    statusOf({ ...request, related: { "Secret.v1": secrets } }).certificateExpires;
  assert.equal(
    expires(secretOf("tls", { "tls.crt": node({ to: "2027-03-01T00:00:00Z" }) })),
    "2027-03-01T00:00:00Z",
  );
  assert.equal(expires(secretOf("tls", { "tls.crt": "nothing" })), undefined);
  assert.equal(expires({}), undefined);
  assert.equal(statusOf(running).certificateExpires, undefined);
});

test("an issuerRef without registered Certificates needs intervention, unless the Secret was made by hand", () => {
  const { related: _, ...request } = requestOf({ security: { issuerRef: { name: "ours" } } });
  const dnsNames = ["*.events-nodes", "events-nodes", "events"].map(
    (name) => `${name}.data.svc.cluster.local`,
  );
  const files = { "tls.crt": node({ dnsNames }), "tls.key": keyPem("node"), "ca.crt": root() };
  const stalled = (secrets: ObjectMap[string]) =>
    condition({ ...request, related: { "Secret.v1": secrets } }, "Stalled");
  assert.match(
    stalled({}) ?? "",
    /^True CertificatesNotRegistered: .*certificates, or make the Secret events-tls by hand$/,
  );
  const wrongNames = secretOf("events-tls", { ...files, "tls.crt": node() });
  assert.match(stalled(wrongNames) ?? "", /^True CertificatesNotRegistered/);
  assert.match(stalled(secretOf("events-tls", files)) ?? "", /^False/);
});

test("certificates and passwords restart nobody when they change; licence and environment do", () => {
  const request = requestOf({
    security: TLS,
    users: { adminPasswordSecret: "admin", opsPasswordSecret: "ops" },
    licenseSecret: "licence",
    environmentSecret: "environment",
    env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "tokens", key: "api" } } }],
  });
  const fed = feedBack(request, sync(request, NOW), "dynamic");
  const settledRequest = { ...fed, children: settled(fed.children) };
  const template = (secrets: ObjectMap[string]) => {
    const answer = sync({ ...settledRequest, related: { "Secret.v1": secrets } }, NOW);
    const set = answer.children.find(({ kind }) => kind === "StatefulSet") as unknown as {
      spec: { template: object };
    };
    return JSON.stringify(set.spec.template);
  };
  const secrets = secretsOf(request.parent);
  const before = template(secrets);
  for (const [name, restarts] of Object.entries({
    tls: false,
    admin: false,
    ops: false,
    licence: true,
    environment: true,
    tokens: true,
  })) {
    const key = `data/${name}`;
    const { data } = secrets[key] as unknown as { data: object };
    const withData = (changed: object) =>
      template({ ...secrets, [key]: { ...secrets[key], data: changed } } as ObjectMap[string]);
    const rotated = Object.fromEntries(Object.keys({ ...data, more: "" }).map((name) => [name, "Yg=="]));
    assert.equal(withData(rotated) !== before, restarts, `${name} was rotated`);
    const isReadWhole = name === "environment";
    assert.equal(withData({ ...data, more: "Yg==" }) !== before, isReadWhole, `${name} has one more key`);
    const { [key]: _, ...without } = secrets;
    assert.equal(template(without), before, `${name} vanished: that restarts nobody`);
  }
});

test("the pods of a single member need no majority but themselves", () => {
  const status = statusOf(afterwards(afterwards(single)));
  assert.deepEqual([status.phase, status.ready], ["Running", "1/1"]);
});

test("a member that crashes is named with its exit code, beside what else is in the way", () => {
  const crashing = withCrashingPod(memberDown, "my-eventstore", { exitCode: 1, restartCount: 9 });
  assert.equal(
    condition(crashing, "Ready"),
    "False PodsNotReady: StatefulSet my-eventstore has 2 of 3 pods ready. " +
      "Pod my-eventstore-0 container server crashes (exit code 1)",
  );
  assert.match(condition(crashing, "PodsHealthy")!, /^False ContainerCrashes: Pod my-eventstore-0/);
  assert.match(condition(crashing, "Stalled")!, /^False/);
});

test("a member that ends well once or twice before it joins is no fault", () => {
  const joining = withCrashingPod(memberDown, "my-eventstore", { exitCode: 0, restartCount: 2 });
  assert.deepEqual(statusOf(joining), statusOf(memberDown));
});

test("as long as every member is ready, nothing is said of pods", () =>
  assert.deepEqual(
    statusOf(withCrashingPod(running, "my-eventstore", { exitCode: 1, restartCount: 9 })),
    statusOf(running),
  ));
