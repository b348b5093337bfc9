import { parseArgs } from "node:util";
import type { Secret } from "kubernetes-types/core/v1.js";
import { stringify } from "yaml";
import { condition } from "../controller/conditions-and-reasons.ts";
import type { Controller } from "../controller/controller.ts";
import { DEFAULT_PLATFORM, isClusterDomain, type Platform } from "../controller/platform.ts";
import { type Condition, isTrue } from "../kubernetes/condition.ts";
import { type KubernetesObject, kindOf } from "../kubernetes/object.ts";
import { firstSync } from "../metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../metacontroller/hooks.ts";
import { controllers } from "../operators.ts";
import { BadInput, objectsIn } from "./documents.ts";

/**
 * Prints the children of custom resources, by the very function that the service calls. What is not as the spec asks, a
 * missing Secret for one, goes to standard error.
 *
 * @throws BadInput when there is nothing to render or something is wrong with it
 */
export async function render(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      file: { type: "string", short: "f", multiple: true, default: [] },
      observed: { type: "string", multiple: true, default: [] },
      "cluster-domain": { type: "string", default: DEFAULT_PLATFORM.clusterDomain },
    },
  });
  if (values.file.length === 0)
    throw new BadInput("render needs a file: -f FILE, or -f - for standard input");
  const { "cluster-domain": clusterDomain } = values;
  if (!isClusterDomain(clusterDomain)) {
    throw new BadInput(`--cluster-domain must be a DNS domain such as cluster.local, not ${clusterDomain}`);
  }

  const given = (await Promise.all(values.file.map(objectsIn))).flat();
  const existing = (await Promise.all(values.observed.map(objectsIn))).flat();
  const parents = given.filter((object) => controllerOf(object));
  if (parents.length === 0) {
    const known = controllers.map(({ customResource: { kind, group } }) => `${kind} (${group})`).join(" or ");
    throw new BadInput(`${values.file.join(", ")}: no ${known} in it`);
  }
  const children = parents.flatMap((parent) =>
    childrenOf(parent, [...given, ...existing], { clusterDomain }),
  );
  process.stdout.write(
    children
      .map((child) => `---\n${stringify(child, { aliasDuplicateObjects: false, lineWidth: 0 })}`)
      .join(""),
  );
}

const controllerOf = ({ apiVersion, kind }: KubernetesObject): Controller | undefined =>
  controllers.find(
    ({ customResource }) =>
      kind === customResource.kind && apiVersion === `${customResource.group}/${customResource.version}`,
  );

function childrenOf(
  given: KubernetesObject,
  others: readonly KubernetesObject[],
  platform: Platform,
): KubernetesObject[] {
  const controller = controllerOf(given)!;
  const { namespace = "default" } = given.metadata;
  const uid = given.metadata.uid ?? uidKnownTo(others, given, namespace);
  const metadata = { ...given.metadata, namespace, ...(uid && { uid }) };
  const parent = { ...given, metadata } as unknown as Parent;
  const { status, children } = controller.sync(
    request(controller, parent, others),
    new Date(0).toISOString(),
    platform,
  );
  if (isTrue(status.conditions, "Stalled")) {
    const { message } = status.conditions.find(({ type }) => type === "Stalled")!;
    throw new BadInput(`${given.kind} ${given.metadata.name}: ${message}`);
  }
  for (const { type, status: value, message } of status.conditions.filter(isWorthSaying))
    process.stderr.write(`${given.kind} ${given.metadata.name}: ${type} is ${value}: ${message}\n`);
  return children;
}

/** Ready and the like would only say that nothing runs here. */
const SUMMARY = new Set<string>([condition.Ready, condition.Reconciling, condition.Stalled]);

const isWorthSaying = ({ type, status }: Condition): boolean =>
  type === condition.Paused || (status === "False" && !SUMMARY.has(type));

/** The uid of a custom resource by what its children say of their owner. It is part of the Secrets' fingerprints. */
const uidKnownTo = (
  others: readonly KubernetesObject[],
  { kind, metadata }: KubernetesObject,
  namespace: string,
) =>
  others
    .filter((other) => other.metadata.namespace === namespace)
    .flatMap((other) => other.metadata.ownerReferences ?? [])
    .find((owner) => owner.kind === kind && owner.name === metadata.name)?.uid;

/** A first sync, with what exists filled in: children where their kind is one of ours, related objects else. */
function request(controller: Controller, parent: Parent, others: readonly KubernetesObject[]): SyncRequest {
  const first = firstSync(parent, controller.childKinds);
  return {
    ...first,
    children: {
      ...first.children,
      ...grouped(
        others.filter((object) => kindOf(object) in first.children),
        parent,
      ),
    },
    related: grouped(others, parent),
  };
}

function grouped(objects: readonly KubernetesObject[], parent: Parent): ObjectMap {
  const groups = new Map<string, ObjectMap[string]>();
  for (const object of objects) {
    const { namespace = parent.metadata.namespace, name } = object.metadata;
    const kind = kindOf(object);
    groups.set(kind, { ...groups.get(kind), [`${namespace}/${name}`]: withData(object) as never });
  }
  return Object.fromEntries(groups);
}

/** A Secret as the API server stores it: what is written as stringData becomes data. */
function withData(object: KubernetesObject): KubernetesObject {
  const { stringData, ...secret } = object as KubernetesObject & Pick<Secret, "data" | "stringData">;
  if (object.kind !== "Secret" || !stringData) return object;
  const encoded = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(text).toString("base64"),
  ]);
  return { ...secret, data: { ...secret.data, ...Object.fromEntries(encoded) } } as KubernetesObject;
}
