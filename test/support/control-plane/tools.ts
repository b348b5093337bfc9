import { join } from "node:path";
import { type GoTools, goTools } from "./go-tools.ts";

/** Where the programs of a control plane are. */
export interface Tools {
  etcd: string;
  kubeApiserver: string;
  kubeControllerManager: string;
  kubeScheduler: string;
  kubectl: string;
  kwok: string;
  /** KWOK's own stages, as files: what happens to a fake node or pod, and when. */
  kwokStages: readonly string[];
}

const kubernetes: GoTools = {
  folder: "kubernetes",
  takes: "about five minutes on two cores",
  programs: {
    etcd: "server",
    "kube-apiserver": "kube-apiserver",
    "kube-controller-manager": "kube-controller-manager",
    "kube-scheduler": "kube-scheduler",
    kubectl: "kubectl",
  },
  // Without it the server's version is a placeholder that is no semantic version, and Helm stops at it.
  stamp: { variable: "k8s.io/component-base/version.gitVersion", module: "k8s.io/kubernetes" },
};

const stages = [
  "node/fast/node-initialize.yaml",
  // One of the two heartbeats: with both, each undoes the other's timing. This one goes with leases.
  "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "pod/fast/pod-ready.yaml",
  "pod/fast/pod-complete.yaml",
  "pod/fast/pod-delete.yaml",
];

const kwok: GoTools = {
  folder: "kwok",
  takes: "about a minute on two cores",
  programs: { kwok: "kwok" },
  files: { module: "sigs.k8s.io/kwok", paths: stages.map((stage) => `kustomize/stage/${stage}`) },
};

/** Builds the programs of a control plane where that was not done before; or says in a line why it cannot. */
export function tools(): Promise<Tools | { missing: string }> {
  found ??= find().catch((error: Error) => ({
    missing: `${error.message}; with STREAM_OPERATORS_CLUSTER=existing the cluster of KUBECONFIG is used instead`,
  }));
  return found;
}

let found: ReturnType<typeof tools> | undefined;

async function find(): Promise<Tools> {
  const ofKubernetes = await goTools(kubernetes);
  const ofKwok = await goTools(kwok);
  return {
    etcd: join(ofKubernetes, "etcd"),
    kubeApiserver: join(ofKubernetes, "kube-apiserver"),
    kubeControllerManager: join(ofKubernetes, "kube-controller-manager"),
    kubeScheduler: join(ofKubernetes, "kube-scheduler"),
    kubectl: join(ofKubernetes, "kubectl"),
    kwok: join(ofKwok, "kwok"),
    kwokStages: stages.map((stage) => join(ofKwok, stage.slice(stage.lastIndexOf("/") + 1))),
  };
}
