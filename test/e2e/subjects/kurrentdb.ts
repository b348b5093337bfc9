import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { badSpecs } from "../../kurrentdb/cluster/bad-specs.ts";
import type { Subject } from "../support/subject.ts";

const secret = (name: string, stringData: Record<string, string>): KubernetesObject =>
  ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name },
    stringData,
  }) as KubernetesObject;
const certificate = (name: string) =>
  secret(name, { "tls.crt": "certificate", "tls.key": "key", "ca.crt": "authority" });
const password = (name: string) => secret(name, { password: "secret" });

const newVersion = { what: "the version", spec: { version: "26.0.1" }, restarts: ["small"] };

export const kurrentdbSubject: Subject = {
  controller: kurrentDB,
  examples: [
    { file: "deploy/kurrentdb/examples/dev.yaml", needs: [] },
    { file: "deploy/kurrentdb/examples/my-eventstore.yaml", needs: [] },
    { file: "deploy/kurrentdb/examples/staging.yaml", needs: [] },
    {
      file: "deploy/kurrentdb/examples/uat.yaml",
      needs: [
        certificate("eventstore-uat-tls"),
        password("eventstore-uat-admin"),
        password("eventstore-uat-ops"),
      ],
    },
    {
      file: "deploy/kurrentdb/examples/production.yaml",
      needs: [
        certificate("eventstore-tls"),
        password("eventstore-admin"),
        password("eventstore-ops"),
        secret("eventstore-license", { licenseKey: "licence" }),
      ],
    },
  ],
  nodes: [],
  storageClasses: ["default", "managed", "managed-premium"],

  spec: { replicas: 3, version: "26.0.0", storage: { size: "1Gi" }, environmentSecret: "environment" },
  everyKind: { networkPolicy: { enabled: true } },
  smallest: { replicas: 1 },
  secret: { name: "environment", data: { GREETING: "one" }, rotated: { GREETING: "two" } },
  workloads: [["small"]],
  traffic: ["small"],

  restarting: newVersion,
  changes: [
    newVersion,
    {
      what: "the server's options",
      spec: { configuration: { options: { StatsPeriodSec: 60 } } },
      restarts: ["small"],
    },
    {
      what: "resources",
      spec: { resources: { requests: { cpu: "1000m", memory: "1024Mi" } } },
      restarts: ["small"],
    },
    {
      what: "resources, which only looks like one",
      spec: { resources: { requests: { cpu: 1, memory: "1Gi" } } },
      restarts: [],
    },
    { what: "pod labels", spec: { podLabels: { team: "streams" } }, restarts: ["small"] },
    { what: "the restart key", spec: { restartKey: "2026-11-22" }, restarts: ["small"] },
    {
      // Every member knows how many there are.
      what: "the number of members, up",
      spec: { replicas: 5 },
      restarts: ["small"],
      takesTime: true,
    },
    { what: "how clients reach it", spec: { service: { type: "NodePort" } }, restarts: [] },
    { what: "who is let in", spec: { networkPolicy: { enabled: true } }, restarts: [], takesTime: true },
    { what: "who is let in, to everybody", spec: { networkPolicy: { enabled: false } }, restarts: [] },
    { what: "the number of members, to none", spec: { replicas: 0 }, restarts: [], takesTime: true },
  ],

  invalid: {
    spec: { replicas: 2, version: "26.0.1" },
    says: /spec\.replicas must be 1, 3 or 5/,
  },
  badSpecs,
  volumeEdits: [
    { what: "size", spec: { storage: { size: "2Gi" } }, says: /keeps size 1Gi instead of 2Gi/ },
    {
      what: "class",
      spec: { storage: { storageClass: "managed" } },
      says: /keeps class \S+ instead of managed/,
    },
  ],
  selectorEdit: { podLabels: { "app.kubernetes.io/instance": "mine", team: "streams" } },
  deletesVolumes: { storage: { deletionPolicy: "Delete" } },
  optionalChild: { quota: "count/poddisruptionbudgets.policy", name: "PodDisruptionBudget small" },
};
