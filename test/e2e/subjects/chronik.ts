import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import { badSpecs } from "../../chronik/cluster/bad-specs.ts";
import { fakeNodes } from "../../support/control-plane/cluster-objects.ts";
import type { Subject } from "../support/subject.ts";

const secret = (name: string, stringData: Record<string, string>): KubernetesObject =>
  ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name },
    stringData,
  }) as KubernetesObject;

const everyWorkload = ["small-controller", "small-ingest", "small-search"];
const autoscaler = { autoscaling: { ingestNodes: { minReplicas: 1, maxReplicas: 5 } } };
const newImage = { image: { ingest: "chronik/ingest:v2" } };

export const chronikSubject: Subject = {
  controller: chronikCluster,
  examples: [
    { file: "deploy/operator/examples/unified-single.yaml", needs: [] },
    {
      file: "deploy/operator/examples/unified-production.yaml",
      needs: [
        secret("chronik-s3", { "access-key": "access", "secret-key": "secret" }),
        secret("chronik-admin", { "api-key": "key" }),
      ],
    },
    { file: "deploy/operator/examples/basic-cluster.yaml", needs: [] },
    {
      file: "deploy/operator/examples/production-cluster.yaml",
      needs: [
        secret("chronik-postgres-credentials", { username: "chronik", password: "secret" }),
        secret("chronik-tls", { "tls.crt": "certificate", "tls.key": "key", "ca.crt": "authority" }),
        secret("dockerhub-secret", { unread: "by us" }),
      ],
    },
  ],
  nodes: fakeNodes(6).map(({ name, labels }) => ({
    name: `chronik-${name}`,
    labels: { ...labels, "node.kubernetes.io/instance-type": "m5.2xlarge", dedicated: "chronik" },
    taints: [{ key: "dedicated", value: "chronik", effect: "NoSchedule" }],
  })),
  storageClasses: ["gp3", "fast"],

  spec: {
    controllers: 1,
    ingestNodes: 2,
    searchNodes: 1,
    storage: { backend: { local: {} }, size: "1Gi" },
    metastore: { connection: { credentialsSecret: "database" } },
  },
  everyKind: { ...autoscaler, networkPolicy: { enabled: true } },
  smallest: { ingestNodes: 1, searchNodes: null },
  secret: {
    name: "database",
    data: { username: "chronik", password: "one" },
    rotated: { username: "chronik", password: "two" },
  },
  workloads: [["small-ingest", "small-search"], ["small-controller"]],
  traffic: ["small-ingest-client"],

  restarting: { what: "the image of one role", spec: newImage, restarts: ["small-ingest"] },
  changes: [
    {
      what: "the configuration",
      spec: { metastore: { connection: { host: "elsewhere" } } },
      restarts: everyWorkload,
    },
    {
      what: "one role's resources",
      spec: { resources: { search: { cpu: "1000m", memory: "1024Mi" } } },
      restarts: ["small-search"],
    },
    {
      what: "one role's resources, which only looks like one",
      spec: { resources: { search: { cpu: 1, memory: "1Gi" } } },
      restarts: [],
    },
    { what: "the image of one role", spec: newImage, restarts: ["small-ingest"] },
    { what: "pod labels", spec: { podLabels: { team: "streams" } }, restarts: everyWorkload },
    { what: "the number of ingest nodes, up", spec: { ingestNodes: 4 }, restarts: [], takesTime: true },
    { what: "the number of ingest nodes, down", spec: { ingestNodes: 2 }, restarts: [], takesTime: true },
    {
      // Each controller knows the others by their numbers.
      what: "the number of controllers",
      spec: { controllers: 3 },
      restarts: ["small-controller"],
      takesTime: true,
    },
    { what: "the number of search nodes", spec: { searchNodes: 2 }, restarts: [], takesTime: true },
    { what: "the search tier, away", spec: { searchNodes: 0 }, restarts: [] },
    { what: "the search tier, back", spec: { searchNodes: 2 }, restarts: [], takesTime: true },
    { what: "the disruption budget", spec: { podDisruptionBudget: { minAvailable: 1 } }, restarts: [] },
    { what: "how clients reach it", spec: { network: { serviceType: "NodePort" } }, restarts: [] },
    { what: "who is let in", spec: { networkPolicy: { enabled: true } }, restarts: [], takesTime: true },
    {
      what: "who else is let in",
      spec: { networkPolicy: { clients: [{ podSelector: { matchLabels: { client: "yes" } } }] } },
      restarts: [],
    },
    { what: "who is let in, to everybody", spec: { networkPolicy: { enabled: false } }, restarts: [] },
    { what: "an autoscaler, added", spec: autoscaler, restarts: [], takesTime: true },
    {
      what: "an autoscaler's bounds",
      spec: { autoscaling: { ingestNodes: { maxReplicas: 4 } } },
      restarts: [],
    },
    { what: "an autoscaler, away", spec: { autoscaling: { ingestNodes: null } }, restarts: [] },
  ],

  invalid: {
    spec: { storage: { backend: { gcs: { bucket: "second" } } }, image: { ingest: "chronik/ingest:v2" } },
    says: /spec\.storage\.backend must name exactly one storage backend/,
  },
  badSpecs,
  volumeEdits: [
    { what: "size", spec: { storage: { size: "2Gi" } }, says: /keeps size 1Gi instead of 2Gi/ },
    {
      what: "class",
      spec: { storage: { storageClass: "gp3" } },
      says: /keeps class \S+ instead of gp3/,
    },
  ],
  selectorEdit: {
    podLabels: {
      "app.kubernetes.io/component": "mine",
      "app.kubernetes.io/instance": "mine",
      team: "streams",
    },
  },
  deletesVolumes: { storage: { deletionPolicy: "Delete" } },
  autoscaling: {
    spec: autoscaler,
    workload: "small-ingest",
    autoscaler: "small-ingest-hpa",
  },
  optionalChild: { quota: "count/poddisruptionbudgets.policy", name: "PodDisruptionBudget small-ingest-pdb" },
};
