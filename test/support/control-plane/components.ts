/** The command lines of the programs, with the facts behind the flags that are not plain. */
import { join } from "node:path";
import type { Program } from "./kept-processes.ts";
import type { Tools } from "./tools.ts";

export interface Files {
  folder: string;
  tokens: string;
  serviceAccountKeys: { private: string; public: string };
  auditPolicy: string;
  auditLog: string;
}

/** Memory is plenty and the cores are few: so the garbage collectors of these programs run a fifth as often. */
export const lessCollecting = { ...process.env, GOGC: "500" } as Record<string, string>;

export const etcdSocket = (folder: string) => join(folder, "etcd.sock");

/** Speaks through sockets in the private folder: it knows no users, and so must not be reached by others. */
export const etcd = (tools: Tools, { folder }: Files): Program => ({
  name: "etcd",
  command: tools.etcd,
  env: lessCollecting,
  args: [
    "--name=etcd",
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=unix://${etcdSocket(folder)}`,
    `--listen-peer-urls=unix://${join(folder, "etcd-peer.sock")}`,
    // What it would tell others about itself may not be a socket. There are no others, and nothing listens there.
    "--advertise-client-urls=http://localhost:1",
    "--initial-advertise-peer-urls=http://localhost:1",
    "--initial-cluster=etcd=http://localhost:1",
    "--unsafe-no-fsync",
    "--log-level=warn",
  ],
});

export const certificate = (folder: string) => join(folder, "certificates", "apiserver.crt");

export const kubeApiserver = (tools: Tools, files: Files, port: number): Program => ({
  name: "kube-apiserver",
  command: tools.kubeApiserver,
  env: lessCollecting,
  args: [
    `--etcd-servers=unix://${etcdSocket(files.folder)}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    // It makes itself a certificate there, together with the authority that signed it.
    `--cert-dir=${join(files.folder, "certificates")}`,
    `--token-auth-file=${files.tokens}`,
    "--authorization-mode=RBAC",
    // As in every distribution; without it no pod template may ask for a privileged container.
    "--allow-privileged",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-signing-key-file=${files.serviceAccountKeys.private}`,
    `--service-account-key-file=${files.serviceAccountKeys.public}`,
    // With it, pods wait for the service accounts of their namespace.
    "--disable-admission-plugins=ServiceAccount",
    // Some distributions have it, and whoever creates objects with owners then needs one right more.
    "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
    // Endpoints may not be on loopback, and nothing here looks for the API server by them.
    "--endpoint-reconciler-type=none",
    `--audit-policy-file=${files.auditPolicy}`,
    `--audit-log-path=${files.auditLog}`,
    // Otherwise it answers first and writes some seconds later.
    "--audit-log-mode=blocking",
  ],
});

export const kubeControllerManager = (tools: Tools, files: Files, kubeconfig: string): Program => ({
  name: "kube-controller-manager",
  command: tools.kubeControllerManager,
  env: lessCollecting,
  args: [
    `--kubeconfig=${kubeconfig}`,
    "--secure-port=0",
    "--leader-elect=false",
    `--service-account-private-key-file=${files.serviceAccountKeys.private}`,
    // The default of 20 requests a second would make whoever tests many objects wait.
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
    // Now and then the deletion of a claim is missed at first, and its volume waits for the next round: by
    // default up to 15 s.
    "--pvclaimbinder-sync-period=1s",
    "--horizontal-pod-autoscaler-sync-period=2s",
  ],
});

export const kubeScheduler = (tools: Tools, kubeconfig: string): Program => ({
  name: "kube-scheduler",
  command: tools.kubeScheduler,
  env: lessCollecting,
  args: [
    `--kubeconfig=${kubeconfig}`,
    "--secure-port=0",
    "--leader-elect=false",
    "--kube-api-qps=500",
    "--kube-api-burst=1000",
  ],
});

export const kwok = (tools: Tools, kubeconfig: string, stages: string): Program => ({
  name: "kwok",
  command: tools.kwok,
  env: lessCollecting,
  args: [
    `--kubeconfig=${kubeconfig}`,
    `--config=${stages}`,
    "--manage-all-nodes=true",
    // Without leases the node controller takes the nodes for dead after a minute.
    "--node-lease-duration-seconds=40",
  ],
});
