/** What holds for all children, whichever they are; what is particular to one has its test in children/. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { ConfigMap } from "kubernetes-types/core/v1.js";
import { parse } from "yaml";
import { childrenOf } from "../../../src/controller/child-table.ts";
import { type KubernetesObject, kindOf } from "../../../src/kubernetes/object.ts";
import { children, contextOf } from "../../../src/kurrentdb/cluster/children.ts";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { observe } from "../../../src/kurrentdb/cluster/observed.ts";
import { CONFIG_FILE } from "../../../src/kurrentdb/cluster/paths.ts";
import {
  ENVIRONMENT_ONLY,
  environmentName,
  OPTIONS,
  type Option,
  type OptionType,
} from "../../../src/kurrentdb/options/options.ts";
import { OWNED_OPTIONS } from "../../../src/kurrentdb/options/owned.ts";
import { optionProblems } from "../../../src/kurrentdb/options/problems.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { isRegistered } from "../../../src/metacontroller/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { runs } from "../../support/runs.ts";
import { anySituation } from "./arbitraries.ts";
import { clusterFrom, requestOf } from "./cluster-of.ts";
import { afterwards, edited, sample } from "./situations.ts";

type Labels = Record<string, string>;
type Loose = KubernetesObject & {
  spec?: { selector?: { matchLabels?: Labels } & Labels; podSelector?: { matchLabels?: Labels } };
};

const everything = {
  readOnlyReplicas: {},
  networkPolicy: { enabled: true },
  service: { type: "LoadBalancer", perNodeDomain: "events.example.com" },
  security: { issuerRef: { name: "ca" } },
  users: { adminPasswordSecret: "admin", opsPasswordSecret: "ops" },
  licenseSecret: "licence",
  environmentSecret: "environment",
};

const contextFor = (request: SyncRequest) => {
  const cluster = clusterFrom(request.parent);
  return contextOf(cluster, observe(cluster, request));
};

const desired = (request = requestOf(everything)): KubernetesObject[] =>
  childrenOf(children, contextFor(request), (kind) => isRegistered(request, kind));

const withServiceMonitors = () => {
  const request = requestOf(everything);
  return {
    ...request,
    children: {
      ...request.children,
      "ServiceMonitor.monitoring.coreos.com/v1": {},
      "Certificate.cert-manager.io/v1": {},
    },
  };
};

const forAny = (reason: string, predicate: (request: SyncRequest) => void) =>
  test(reason, () =>
    fc.assert(
      fc.property(anySituation, ({ request }) => {
        // What a frozen plan keeps is returned as it was last applied, and not built.
        fc.pre(!contextFor(request).plan.isFrozen);
        predicate(request);
      }),
      { numRuns: runs(60), includeErrorInReport: true },
    ),
  );

test("read-only replicas stay as they are while the members stop for another size, and stop with the cluster", () => {
  const parent = { ...sample.parent, spec: { replicas: 3, readOnlyReplicas: { replicas: 2 } } };
  const three = afterwards(afterwards(firstSync(parent, kurrentDB.childKinds)));
  const replicas = (request: SyncRequest) =>
    Object.fromEntries(
      kurrentDB
        .sync(request, NOW)
        .children.filter(({ kind }) => kind === "StatefulSet")
        .map(({ metadata, ...set }) => [metadata.name, (set as StatefulSet).spec?.replicas]),
    );
  assert.deepEqual(replicas(edited(three, { replicas: 5 })), {
    "my-eventstore": 0,
    "my-eventstore-readonly": 2,
  });
  assert.deepEqual(replicas(edited(three, { replicas: 0 })), {
    "my-eventstore": 0,
    "my-eventstore-readonly": 0,
  });
});

test("a cluster that asks for everything has a child of every kind in the table, and of no other", () => {
  const kinds = new Set(desired(withServiceMonitors()).map(kindOf));
  assert.deepEqual(
    kinds,
    new Set(children.map(({ kind }) => kind)),
    "Metacontroller refuses an answer with a kind that is not registered, and the table is what is registered",
  );
});

test("an optional kind is asked for only where it is registered", () => {
  const optional = children.filter((child) => child.component).map(({ kind }) => kind);
  assert.deepEqual(optional, ["Certificate.cert-manager.io/v1", "ServiceMonitor.monitoring.coreos.com/v1"]);
  assert.deepEqual(
    desired().filter((child) => optional.includes(kindOf(child))),
    [],
  );
});

forAny("children of any cluster are unique, in its namespace, labelled, and have valid names", (request) => {
  const { name, namespace } = request.parent.metadata;
  const all = desired(request);
  const identities = all.map((child) => `${kindOf(child)} ${child.metadata.name}`);
  assert.deepEqual([...new Set(identities)], identities, "of two objects with one name one would be lost");
  for (const child of all) {
    const { metadata } = child;
    const who = `${child.kind} ${metadata.name}`;
    assert.equal(metadata.namespace, namespace, `${who}: Metacontroller refuses another namespace`);
    assert.match(metadata.name!, nameOf(child.kind), `${who} has a name that the API server refuses`);
    for (const [key, value] of Object.entries(metadata.labels ?? {})) {
      assert.match(value, LABEL_VALUE, `${who}: label ${key}`);
    }
    for (const [key, value] of Object.entries({
      "app.kubernetes.io/name": "kurrentdb",
      "app.kubernetes.io/instance": name,
      "app.kubernetes.io/managed-by": "kurrentdb-operator",
      "kurrent.io/cluster": name,
    })) {
      assert.equal(metadata.labels?.[key], value, `${who}: people find it by ${key}`);
    }
  }
});

forAny("every selector finds the members, whatever labels people put on pods", (request) => {
  const all = desired(request) as Loose[];
  const pods = (all as unknown as StatefulSet[])
    .filter(({ kind }) => (kind as string) === "StatefulSet")
    .map(({ spec }) => spec?.template.metadata?.labels ?? {});
  const isTaken = !all.some(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.name === request.parent.metadata.name,
  );
  for (const child of all) {
    const who = `${child.kind} ${child.metadata.name}`;
    const { selector, podSelector } = child.spec ?? {};
    if (child.kind === "ServiceMonitor") {
      const found = all.filter(
        ({ kind, metadata }) => kind === "Service" && matches(selector!.matchLabels!, metadata.labels ?? {}),
      );
      assert.equal(found.length, 1, `${who}: a member behind two Services is scraped twice`);
      continue;
    }
    const labels = podSelector?.matchLabels ?? selector?.matchLabels ?? selector;
    if (!labels || isTaken) continue;
    const { "statefulset.kubernetes.io/pod-name": one, ...ours } = labels as Labels;
    assert.ok(
      pods.some((pod) => matches(ours, pod)),
      `${who} finds no pod`,
    );
    assert.ok(one === undefined || one === child.metadata.name, `${who} leads to ${one}`);
  }
});

forAny("each Service port leads to a container port that there is", (request) => {
  const all = desired(request);
  const set = all.find(({ kind }) => kind === "StatefulSet") as StatefulSet | undefined;
  if (!set) return;
  const names = set.spec!.template.spec!.containers[0]!.ports!.map(({ name }) => name);
  for (const child of all) {
    if (child.kind !== "Service") continue;
    const { ports } = (child as Loose & { spec: { ports: { port: number; targetPort: string }[] } }).spec;
    assert.equal(new Set(ports.map(({ port }) => port)).size, ports.length, "one port twice is refused");
    for (const { targetPort } of ports) assert.ok(names.includes(targetPort), targetPort);
  }
});

test("a pod's labels stay within 63 characters, those that Kubernetes adds included", () => {
  const longest = "n".repeat(52);
  // controller-revision-hash is the StatefulSet's name and a hash of up to ten characters.
  assert.ok(`${longest}-${"h".repeat(10)}`.length <= 63);
  assert.ok(`${longest}-nodes`.length <= 63, "the headless Service is a DNS label");
});

forAny("the server knows every option in its file, and reads each value as what it is", (request) => {
  const cluster = clusterFrom(request.parent);
  const config = desired(request).find(({ kind }) => kind === "ConfigMap") as unknown as ConfigMap;
  const theirs = cluster.spec.configuration.options;
  const file = parse(config.data![CONFIG_FILE]!) as Record<string, unknown>;
  for (const [name, value] of Object.entries(theirs)) {
    assert.deepEqual(file[name], value, `${name} arrives as it was written`);
  }
  const ours = Object.fromEntries(Object.entries(file).filter(([name]) => !Object.hasOwn(theirs, name)));
  for (const [name, value] of Object.entries(ours)) {
    assert.ok(name in OPTIONS, `${name} is no option, and the server does not start`);
    const { type }: Option = OPTIONS[name as keyof typeof OPTIONS];
    assert.equal(typeof value, IS_READ_AS[type], name);
    assert.ok(
      name in OWNED_OPTIONS || optionProblems({ [name]: value }, cluster.spec.version, "").length === 0,
      `${name} has a value that people could not give it`,
    );
  }
  const inFile = (ENVIRONMENT_ONLY as readonly string[]).filter((name) => name in file);
  assert.deepEqual(inFile, [], "options that are read from the environment only");
  assert.equal(file.DiscoverViaDns, false, "addresses are in no certificate");
});

forAny("the server knows every variable that we set for it", (request) => {
  const cluster = clusterFrom(request.parent);
  const { spec } = contextFor(request).asSpecified;
  const known = new Set(Object.keys(OPTIONS).map(environmentName));
  const theirs = cluster.spec.env ?? [];
  for (const { name } of spec?.template.spec?.containers[0]?.env ?? []) {
    if (theirs.some((variable) => variable.name === name)) continue;
    const isSection = name === "KURRENTDB__LICENSING__LICENSE_KEY";
    assert.ok(isSection || name === "POD_NAME" || known.has(name), `${name} is no option`);
  }
});

const IS_READ_AS: Record<OptionType, string> = {
  bool: "boolean",
  int: "number",
  long: "number",
  number: "number",
  text: "string",
  enum: "string",
  list: "string",
};

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;

/** Services are DNS labels that begin with a letter; other names may be longer and have dots. */
const nameOf = (kind: string) =>
  kind === "Service" ? /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/ : /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

const matches = (selector: Labels, labels: Labels) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
