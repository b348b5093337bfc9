/**
 * The registration of a composite controller, as `metacontroller/*.yaml` holds it.
 *
 * Of what Metacontroller offers, the double plays what this project registers, and refuses the rest by name
 * instead of quietly doing something else: rolling child updates (they keep a revision history) and version 1
 * hooks.
 */
import type { LabelSelector } from "./label-selector.ts";
import type { KubeObject } from "./store.ts";

export type UpdateMethod = "OnDelete" | "Recreate" | "InPlace";

export interface ChildRule {
  apiVersion: string;
  resource: string;
  updateStrategy?: { method?: UpdateMethod };
}

export interface WebhookSpec {
  url?: string;
  path?: string;
  service?: { name: string; namespace: string; port?: number; protocol?: string };
  /** A Go duration: `10s`. */
  timeout?: string;
  etag?: { enabled?: boolean };
  responseUnMarshallMode?: "loose" | "strict";
}

export interface HookSpec {
  version?: string;
  webhook?: WebhookSpec;
}

export interface CompositeController extends KubeObject {
  spec: {
    parentResource: {
      apiVersion: string;
      resource: string;
      labelSelector?: LabelSelector;
      ignoreStatusChanges?: boolean;
    };
    childResources?: ChildRule[];
    generateSelector?: boolean;
    resyncPeriodSeconds?: number;
    hooks?: { sync?: HookSpec; finalize?: HookSpec; customize?: HookSpec };
  };
}

/** @throws Error naming what the double does not play */
export function assertPlayable(controller: CompositeController): void {
  const { name } = controller.metadata;
  for (const [hook, spec] of Object.entries(controller.spec.hooks ?? {})) {
    if (spec.version !== "v2") throw new Error(`${name}: the ${hook} hook is not version v2`);
  }
  if (!controller.spec.hooks?.sync) throw new Error(`${name}: there is no sync hook`);
  for (const { resource, updateStrategy } of controller.spec.childResources ?? []) {
    const method = updateStrategy?.method ?? "OnDelete";
    if (!["OnDelete", "Recreate", "InPlace"].includes(method)) {
      throw new Error(`${name}: update method ${method} of ${resource} is not played by the double`);
    }
  }
}

/**
 * @param base stands in for scheme, host and port: the service's cluster name means nothing outside a cluster
 * @throws Error when the webhook names neither a URL nor a service with a path
 */
export function webhookUrl(webhook: WebhookSpec, base?: string): string {
  const url = webhook.url ?? serviceUrl(webhook);
  if (!base) return url;
  const { pathname, search } = new URL(url);
  return new URL(pathname + search, base).href;
}

function serviceUrl({ service, path }: WebhookSpec): string {
  if (!service?.name || !service.namespace || path === undefined) {
    throw new Error("a webhook needs a url, or a service (name, namespace) and a path");
  }
  const { name, namespace, port = 80, protocol = "http" } = service;
  return `${protocol}://${name}.${namespace}:${port}${path}`;
}

/** @returns milliseconds; ten seconds when there is none, or none that is positive */
export function webhookTimeout({ timeout }: WebhookSpec): number {
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const parts = [...(timeout ?? "").matchAll(/([\d.]+)(ms|s|m|h)/g)];
  const milliseconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
  return milliseconds > 0 ? milliseconds : 10_000;
}

/**
 * The registration as hooks receive it. Metacontroller decodes it into its own types and encodes it again,
 * which leaves empty objects where these have no way to be absent.
 */
export const asSent = (controller: CompositeController): object => ({
  ...controller,
  spec: {
    ...controller.spec,
    childResources: controller.spec.childResources?.map(({ updateStrategy, ...rule }) => ({
      ...rule,
      ...(updateStrategy && { updateStrategy: { statusChecks: {}, ...updateStrategy } }),
    })),
  },
  status: {},
});
