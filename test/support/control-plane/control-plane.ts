/** A Kubernetes API with everything behind it, for tests and for people. */

import type { Access } from "../kubernetes-client/access.ts";
import { Client } from "../kubernetes-client/client.ts";
import { isWrite, type Request, type Write, type WriteFilter } from "./audit-log.ts";
import { useExistingCluster } from "./existing-cluster.ts";
import { type KeptProcess, type Program, startKeeper } from "./kept-processes.ts";
import { type KubectlOptions, runKubectl } from "./kubectl.ts";
import { type LocalClusterOptions, startLocalCluster } from "./local-cluster.ts";
import { situation } from "./situation.ts";
import { tools } from "./tools.ts";
import { type UntilOptions, until } from "./until.ts";

export interface ControlPlane {
  /** The API's address: `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** A private temporary folder that goes away at the end. `logs/` in it has what the programs print. */
  readonly folder: string;
  /** What runs here, those of `start` not among them. */
  readonly processes: readonly KeptProcess[];
  /** A client that may do everything. */
  readonly client: Client;
  /** A client of one of the users that the options name. */
  clientOf(user: string): Client;
  /** The path of a user's kubeconfig. The default is the admin's. */
  kubeconfig(user?: string): string;
  /** Runs kubectl and returns its output. @throws with its error output when it fails */
  kubectl(args: readonly string[], options?: KubectlOptions & { user?: string }): Promise<string>;
  /**
   * Waits for a condition, and returns what it returned. @throws after 30 s, with the state of the cluster
   *
   * @param condition not yet true when it throws or returns something falsy
   */
  until<T>(description: string, condition: () => T | Promise<T>, options?: UntilOptions): Promise<T>;
  /** The requests so far that meant to change something, refused ones included. Not on an existing cluster. */
  writes(filter?: WriteFilter): Promise<Write[]>;
  /** The same, and with them the reads of the users that the option `audited` names. */
  requests(filter?: WriteFilter): Promise<Request[]>;
  /** Starts one more program that ends with the control plane, such as Metacontroller. */
  start(program: Program): Promise<KeptProcess>;
  /** Ends all processes and removes the folder; both are done when it resolves. */
  stop(): Promise<void>;
}

export type ControlPlaneOptions = LocalClusterOptions;

/** Where the API comes from. */
export interface Cluster {
  access(user: string): Access;
  kubeconfig(user: string): string;
  kubectl: string;
  processes: readonly KeptProcess[];
  requests: ((filter: WriteFilter) => Promise<Request[]>) | undefined;
  close(): void;
}

const wantsExisting = process.env.STREAM_OPERATORS_CLUSTER === "existing";

/**
 * Why no control plane can be had here, for the `skip` of a test; false when one can. Builds it if need be.
 *
 * @param own asks for one whose nodes, classes, users and audit log are those of the options
 */
export async function unavailable({ own = false } = {}): Promise<string | false> {
  if (wantsExisting)
    return own && "STREAM_OPERATORS_CLUSTER asks for an existing cluster, and this needs its own";
  const found = await tools();
  return "missing" in found && found.missing;
}

/**
 * Starts a control plane of its own; or, with STREAM_OPERATORS_CLUSTER=existing, uses the cluster of KUBECONFIG
 * (whose nodes and storage classes are its own affair).
 *
 * It lives until `stop`, or until this process ends, however that comes about.
 *
 * @throws where it is `unavailable`, or with the end of a log when a program does not start
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const found = wantsExisting ? undefined : await tools();
  if (found && "missing" in found) throw new Error(found.missing);
  const keeper = await startKeeper();
  const cluster = await (found
    ? startLocalCluster(found, keeper, options)
    : useExistingCluster(keeper, options.users)
  ).catch(async (error) => {
    await keeper.stop();
    throw error;
  });

  const clients = new Map<string, Client>();
  const started: KeptProcess[] = [];
  const plane: ControlPlane = {
    server: cluster.access("admin").server,
    folder: keeper.folder,
    processes: cluster.processes,
    get client() {
      return plane.clientOf("admin");
    },
    clientOf(user) {
      const client = clients.get(user) ?? new Client(cluster.access(user));
      clients.set(user, client);
      return client;
    },
    kubeconfig: (user = "admin") => cluster.kubeconfig(user),
    kubectl: (args, { user = "admin", ...options } = {}) =>
      runKubectl(cluster.kubectl, keeper.folder, cluster.kubeconfig(user), args, options),
    until: (description, condition, options) =>
      until(
        description,
        condition,
        () => situation((args) => plane.kubectl(args), [...cluster.processes, ...started]),
        options,
      ),
    async writes(filter) {
      return (await plane.requests(filter)).filter(isWrite);
    },
    async requests(filter = {}) {
      if (!cluster.requests) throw new Error("an existing cluster does not show its audit log");
      return cluster.requests(filter);
    },
    async start(program) {
      const process = await keeper.start(program);
      started.push(process);
      return process;
    },
    async stop() {
      for (const client of clients.values()) client.close();
      cluster.close();
      await keeper.stop();
    },
  };
  return plane;
}
