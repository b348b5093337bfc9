/** Hooks that a test writes itself, served over real HTTP, and a Metacontroller that calls them. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { KindKey } from "../../src/kubernetes/object.ts";
import { customKinds } from "../support/metacontroller/memory/kinds.ts";
import { MemoryCluster } from "../support/metacontroller/memory/memory-cluster.ts";
import {
  type Metacontroller,
  type MetacontrollerOptions,
  startMetacontroller,
} from "../support/metacontroller/metacontroller.ts";
import type { CompositeController } from "../support/metacontroller/registration.ts";
import type { JsonObject, KubeObject } from "../support/metacontroller/store.ts";

export interface HookRequest {
  controller: CompositeController;
  parent: KubeObject & { spec: JsonObject };
  children: Record<KindKey, Record<string, KubeObject>>;
  related: Record<KindKey, Record<string, KubeObject>>;
  finalizing: boolean;
}

/** An object is answered as JSON with status 200. */
export type Answer = object | { status: number; headers?: Record<string, string>; body: string };

type Hook = (request: HookRequest, headers: IncomingHttpHeaders) => Answer;

export interface Hooks {
  sync: Hook;
  finalize?: Hook;
  customize?: Hook;
}

export interface Play {
  cluster: MemoryCluster;
  metacontroller: Metacontroller;
  /** The calls so far: `sync`, `customize`, … */
  calls: string[];
  requests: HookRequest[];
  /** Creates the object as a user, in the namespace `default`, and waits until all is settled. */
  create(object: Partial<KubeObject> & { kind: string }): Promise<KubeObject>;
  get(kind: string, name: string): KubeObject | undefined;
  /** Changes the object as a user and waits until all is settled. */
  change(kind: string, name: string, change: (object: KubeObject) => void): Promise<void>;
  delete(kind: string, name: string): Promise<void>;
  /** What Metacontroller wrote since this was last called: `create ConfigMap a`. */
  writes(): string[];
}

const boxes = customKinds({
  spec: {
    group: "example.org",
    scope: "Namespaced",
    names: { kind: "Box", plural: "boxes" },
    versions: [{ name: "v1", subresources: { status: {} } }],
  },
});

export const box = (spec: JsonObject = {}) => ({ apiVersion: "example.org/v1", kind: "Box", spec });

export const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

/** The status as far as it goes: empty when there is none. */
export const statusOf = (object: KubeObject | undefined): JsonObject => (object?.status ?? {}) as JsonObject;

/** @param registration what the CompositeController has beside the usual */
export async function play(
  t: TestContext,
  hooks: Hooks,
  registration: Partial<CompositeController["spec"]> = {},
  options: Partial<MetacontrollerOptions> = {},
): Promise<Play> {
  const calls: string[] = [];
  const requests: HookRequest[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const name = request.url!.slice(1) as keyof Hooks;
    const parsed = JSON.parse(body) as HookRequest;
    calls.push(name);
    requests.push(parsed);
    const answer = hooks[name]!(parsed, request.headers);
    const raw = "body" in answer ? (answer as { status: number; headers?: object; body: string }) : undefined;
    response.writeHead(raw?.status ?? 200, { ...raw?.headers });
    response.end(raw?.body ?? JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });

  const cluster = new MemoryCluster({ kinds: boxes, now: () => new Date("2026-01-02T03:04:05Z") });
  const hook = (name: string) => ({ version: "v2", webhook: { url: `http://service.invalid/${name}` } });
  const controller: CompositeController = {
    apiVersion: "metacontroller.k8s.io/v1alpha1",
    kind: "CompositeController",
    metadata: { name: "boxes" },
    spec: {
      generateSelector: true,
      parentResource: { apiVersion: "example.org/v1", resource: "boxes" },
      childResources: [{ apiVersion: "v1", resource: "configmaps", updateStrategy: { method: "InPlace" } }],
      hooks: {
        sync: hook("sync"),
        ...(hooks.finalize && { finalize: hook("finalize") }),
        ...(hooks.customize && { customize: hook("customize") }),
      },
      ...registration,
    },
  };
  const metacontroller = await startMetacontroller({
    store: cluster.as("metacontroller"),
    controllers: [controller],
    hooks: { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    ...options,
  });
  t.after(() => metacontroller.stop());

  const user = cluster.as("kubectl");
  const kindOf = (kind: string) =>
    user.kind(kind === "Box" ? "example.org/v1" : kind === "StatefulSet" ? "apps/v1" : "v1", kind);
  const ref = (name: string) => ({ namespace: "default", name });
  let read = 0;
  return {
    cluster,
    metacontroller,
    calls,
    requests,
    async create(object) {
      const metadata = { name: object.kind.toLowerCase(), namespace: "default", ...object.metadata };
      const created = await user.create(await kindOf(object.kind), { apiVersion: "v1", ...object, metadata });
      await metacontroller.settled();
      return created;
    },
    get: (kind, name) => cluster.list(kind).find(({ metadata }) => metadata.name === name),
    async change(kind, name, change) {
      const object = await user.get(await kindOf(kind), ref(name));
      change(object);
      await user.update(await kindOf(kind), object);
      await metacontroller.settled();
    },
    async delete(kind, name) {
      const { metadata } = await user.get(await kindOf(kind), ref(name));
      await user.delete(await kindOf(kind), ref(name), metadata.uid!);
      await metacontroller.settled();
    },
    writes() {
      const writes = cluster.writes.slice(read).filter(({ manager }) => manager === "metacontroller");
      read = cluster.writes.length;
      return writes.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`);
    },
  };
}
