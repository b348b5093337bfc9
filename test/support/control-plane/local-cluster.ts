import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Client } from "../kubernetes-client/client.ts";
import { AuditLog, auditPolicy } from "./audit-log.ts";
import { type FakeNode, fakeNodes, node, storageClass } from "./cluster-objects.ts";
import {
  certificate,
  etcd,
  etcdSocket,
  type Files,
  kubeApiserver,
  kubeControllerManager,
  kubeScheduler,
  kwok,
} from "./components.ts";
import type { Cluster } from "./control-plane.ts";
import { newUser, type User, writeKubeconfig, writeServiceAccountKeys, writeTokens } from "./credentials.ts";
import type { Keeper, KeptProcess } from "./kept-processes.ts";
import { tail } from "./situation.ts";
import type { Tools } from "./tools.ts";
import { until } from "./until.ts";

export interface LocalClusterOptions {
  /** Further users and their groups. `admin`, in system:masters, is always there. */
  users?: Readonly<Record<string, readonly string[]>>;
  /** Six nodes in three zones unless told. */
  nodes?: readonly FakeNode[];
  /** Names of classes whose claims get volumes. The first is the default class; `standard` unless told. */
  storageClasses?: readonly string[];
  /** Whose requests the audit log has, reads included. Unless told, it has everybody's writes. */
  audited?: readonly string[];
}

const components = ["system:kube-controller-manager", "system:kube-scheduler", "kwok"];

/** Starts a cluster of which everything is real but the nodes and the pods on them. */
export async function startLocalCluster(
  tools: Tools,
  keeper: Keeper,
  { users = {}, nodes = fakeNodes(6), storageClasses = ["standard"], audited }: LocalClusterOptions,
): Promise<Cluster> {
  const { folder } = keeper;
  const known = [
    ...["admin", ...components].map((name) => newUser(name, ["system:masters"])),
    ...Object.entries(users).map(([name, groups]) => newUser(name, groups)),
  ];
  const files: Files = {
    folder,
    tokens: await writeTokens(folder, known),
    serviceAccountKeys: await writeServiceAccountKeys(folder),
    auditPolicy: join(folder, "audit-policy.json"),
    auditLog: join(folder, "logs", "audit.log"),
  };
  await writeFile(files.auditPolicy, JSON.stringify(auditPolicy(audited)));

  const store = await keeper.start(etcd(tools, files));
  await ready([store], async () => existsSync(etcdSocket(folder)));
  const { apiserver, server, ca } = await startApiserver(tools, keeper, files, known[0]!);

  const accessOf = (name: string) => {
    const user = known.find((user) => user.name === name);
    if (!user) throw new Error(`there is no user ${name}: name it in the option "users"`);
    return { server, ca, headers: authorization(user) };
  };
  const kubeconfigs = new Map<string, string>();
  for (const { name, token } of known) {
    const cluster = { server, "certificate-authority-data": Buffer.from(ca).toString("base64") };
    kubeconfigs.set(name, await writeKubeconfig(folder, name, cluster, { token }));
  }

  const [manager, scheduler, kwokUser] = components.map((name) => kubeconfigs.get(name)!);
  const processes = await Promise.all([
    keeper.start(kubeControllerManager(tools, files, manager!)),
    keeper.start(kubeScheduler(tools, scheduler!)),
    keeper.start(kwok(tools, kwokUser!, await writeStages(tools, folder))),
  ]);
  const admin = new Client(accessOf("admin"));
  const auditLog = new AuditLog(files.auditLog, admin);
  await Promise.all([
    ...nodes.map((fake) => admin.create(node(fake))),
    ...storageClasses.map((name, index) => admin.create(storageClass(name, index === 0))),
  ]);
  await ready(processes, () => allReady(admin));

  return {
    access: accessOf,
    kubeconfig: (name) => kubeconfigs.get(name)!,
    kubectl: tools.kubectl,
    processes: [store, apiserver, ...processes],
    requests: (filter) => auditLog.requests(filter),
    close: () => admin.close(),
  };
}

async function startApiserver(tools: Tools, keeper: Keeper, files: Files, admin: User) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = `https://127.0.0.1:${port}`;
    const apiserver = await keeper.start(kubeApiserver(tools, files, port));
    try {
      await ready([apiserver], async () => {
        const ca = await readFile(certificate(files.folder), "utf8");
        const client = new Client({ server, ca, headers: authorization(admin) });
        return client.request("GET", "/readyz").finally(() => client.close());
      });
      return { apiserver, server, ca: await readFile(certificate(files.folder), "utf8") };
    } catch (error) {
      // Between looking for a free port and using it, somebody else may have taken it.
      if (attempt === 5 || !(await tail(apiserver.log)).includes("address already in use")) throw error;
    }
  }
}

const authorization = ({ token }: User) => ({ authorization: `Bearer ${token}` });

/** Both conditions matter: pods go to a node only after the node controller has taken its first taint away. */
async function allReady(admin: Client): Promise<boolean> {
  const nodes = await admin.list("Node.v1");
  return nodes.every(
    ({ spec, status }) =>
      status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") &&
      !spec?.taints?.some(({ key }) => key === "node.kubernetes.io/not-ready"),
  );
}

async function writeStages(tools: Tools, folder: string): Promise<string> {
  const path = join(folder, "stages.yaml");
  const ours = new URL("volume-stages.yaml", import.meta.url);
  const stages = await Promise.all([...tools.kwokStages, ours].map((file) => readFile(file, "utf8")));
  await writeFile(path, stages.join("\n---\n"));
  return path;
}

/** Waits for processes to do something together. @throws with the end of its log as soon as one of them ends */
async function ready(processes: readonly KeptProcess[], look: () => Promise<unknown>): Promise<void> {
  const ends: string[] = [];
  for (const { name, ended, log } of processes) {
    ended.then(async (how) => ends.push(`${name} ended at its start (${how}):\n${await tail(log)}`));
  }
  const names = processes.map(({ name }) => name).join(", ");
  const logs = async () => (await Promise.all(processes.map(({ log }) => tail(log)))).join("\n");
  await until(`${names} to be ready`, () => ends.length > 0 || look(), logs, {
    timeout: 60_000,
    interval: 25,
  });
  if (ends.length > 0) throw new Error(ends.join("\n"));
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
