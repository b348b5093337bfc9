/** What holds for all children, whichever they are; what is particular to one has its test in children/. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { children, contextOf } from "../../../src/chronik/cluster/children.ts";
import { childrenOf } from "../../../src/controller/child-table.ts";
import { type KubernetesObject, kindOf } from "../../../src/kubernetes/object.ts";
import { isRegistered } from "../../../src/metacontroller/observed.ts";
import { runs } from "../../support/runs.ts";
import { anySituation } from "./arbitraries.ts";
import { clusterFrom, requestOf } from "./cluster-of.ts";

type Labels = Record<string, string>;
type Loose = KubernetesObject & {
  spec?: { selector?: { matchLabels?: Labels } & Labels; template?: unknown };
};

const everything = {
  searchNodes: 2,
  networkPolicy: { enabled: true },
  monitoring: { prometheus: true },
  network: { exposeSearch: true },
  autoscaling: { ingestNodes: { maxReplicas: 5 } },
};

const desired = (request = requestOf(everything)): KubernetesObject[] => {
  const cluster = clusterFrom(request.parent);
  return childrenOf(children, contextOf(cluster, request), (kind) => isRegistered(request, kind));
};

const withServiceMonitors = () => {
  const request = requestOf(everything);
  return { ...request, children: { ...request.children, "ServiceMonitor.monitoring.coreos.com/v1": {} } };
};

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
  assert.deepEqual(optional, ["ServiceMonitor.monitoring.coreos.com/v1"]);
  assert.deepEqual(
    desired().filter((child) => optional.includes(kindOf(child))),
    [],
  );
});

test("children of any cluster are unique, in its namespace, labelled, and have valid names", () =>
  fc.assert(
    fc.property(anySituation, ({ request }) => {
      const { name, namespace } = request.parent.metadata;
      const all = desired(request);
      const identities = all.map((child) => `${kindOf(child)} ${child.metadata.name}`);
      assert.deepEqual(
        [...new Set(identities)],
        identities,
        "of two objects with one name one would be lost",
      );
      for (const child of all) {
        const { metadata } = child;
        const who = `${child.kind} ${metadata.name}`;
        assert.equal(metadata.namespace, namespace, `${who}: Metacontroller refuses another namespace`);
        assert.match(metadata.name!, nameOf(child.kind), `${who} has a name that the API server refuses`);
        assertLabels(who, metadata.labels ?? {});
        assert.equal(metadata.labels?.["app.kubernetes.io/instance"], name, `${who}: found by its cluster`);
        assert.equal(metadata.labels?.["app.kubernetes.io/managed-by"], "chronik-operator", who);
        assert.equal(
          metadata.labels?.["chronik.stream/cluster"],
          name,
          `${who}: kubectl get -l of the README`,
        );
      }
    }),
    { numRuns: runs(60), includeErrorInReport: true },
  ));

test("every selector finds the pods it is for, whatever labels people put on pods", () =>
  fc.assert(
    fc.property(anySituation, ({ request }) => {
      const all = desired(request) as Loose[];
      const pods = all.filter(({ kind }) => kind === "StatefulSet").map(podLabels);
      for (const child of all) {
        const selector = selectorOf(child);
        if (!selector) continue;
        const who = `${child.kind} ${child.metadata.name}`;
        if (child.kind === "ServiceMonitor") {
          const services = all
            .filter(({ kind }) => kind === "Service")
            .map(({ metadata }) => metadata.labels);
          assert.ok(
            services.some((labels) => matches(selector, labels ?? {})),
            who,
          );
        } else if (child.kind === "StatefulSet") {
          assert.ok(matches(selector, podLabels(child)), `${who}: the API server refuses it`);
          assert.equal(
            pods.filter((labels) => matches(selector, labels)).length,
            1,
            `${who} has its own pods`,
          );
        } else {
          const role = child.metadata.labels!["app.kubernetes.io/component"];
          const found = pods.filter((labels) => matches(selector, labels));
          assert.ok(
            found.every((labels) => labels["app.kubernetes.io/component"] === role),
            `${who} finds pods of another role`,
          );
        }
      }
    }),
    { numRuns: runs(60), includeErrorInReport: true },
  ));

test("a pod's labels stay within 63 characters, those that Kubernetes adds included", () => {
  const longest = requestOf(everything);
  const parent = { ...longest.parent, metadata: { ...longest.parent.metadata, name: "n".repeat(41) } };
  for (const child of desired({ ...longest, parent }) as Loose[]) {
    if (child.kind !== "StatefulSet") continue;
    const { name } = child.metadata;
    // controller-revision-hash is the StatefulSet's name and a hash of up to ten characters.
    assert.ok(`${name}-${"h".repeat(10)}`.length <= 63, name);
    assert.ok(`${name}-999`.length <= 63, "statefulset.kubernetes.io/pod-name is a label too");
  }
});

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;

function assertLabels(who: string, labels: Labels): void {
  for (const [key, value] of Object.entries(labels)) assert.match(value, LABEL_VALUE, `${who}: label ${key}`);
}

/** Services are DNS labels that begin with a letter; other names may be longer and have dots. */
const nameOf = (kind: string) =>
  kind === "Service" ? /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/ : /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

const podLabels = (child: Loose): Labels =>
  (child as unknown as StatefulSet).spec?.template.metadata?.labels ?? {};

function selectorOf({ kind, spec }: Loose): Labels | undefined {
  if (kind === "NetworkPolicy")
    return (spec as { podSelector?: { matchLabels?: Labels } }).podSelector?.matchLabels;
  return spec?.selector?.matchLabels ?? spec?.selector;
}

const matches = (selector: Labels, labels: Labels) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
