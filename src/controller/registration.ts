/** How Metacontroller is told of a kind, and what it must be allowed to do for it. */
import { apiVersionOf, groupOf } from "../kubernetes/object.ts";
import type { ChildKind, Controller, Operator, RegisteredKind, UpdateMethod } from "./controller.ts";

/** Where the service of an operator answers, as its Service is called in a namespace of its own. */
export const serviceHost = ({ name, namespace }: Pick<Operator, "name" | "namespace">): string =>
  `${name}-operator.${namespace}.svc:9443`;

/** The CompositeController of a kind, without its optional kinds of children. */
export const compositeController = (controller: Controller, host: string) => ({
  apiVersion: "metacontroller.k8s.io/v1alpha1",
  kind: "CompositeController",
  metadata: { name: controller.resource },
  spec: {
    generateSelector: true,
    resyncPeriodSeconds: 600,
    parentResource: {
      apiVersion: `${controller.customResource.group}/${controller.customResource.version}`,
      resource: controller.customResource.plural,
      ignoreStatusChanges: true,
    },
    childResources: childResources(controller),
    hooks: Object.fromEntries(
      ["sync", "finalize", "customize"].map((hook) => [
        hook,
        {
          version: "v2",
          webhook: { url: `http://${host}/${controller.resource}/${hook}`, timeout: "30s" },
        },
      ]),
    ),
  },
});

export interface ChildResource {
  apiVersion: string;
  resource: string;
  updateStrategy: { method: UpdateMethod };
}

/** The kinds of children that a registration lists, or that a component adds to it. */
export const childResources = ({ childKinds }: Controller, component?: string): ChildResource[] =>
  childKinds
    .filter((row) => row.component === component)
    .map(({ kind, plural, update }: ChildKind) => ({
      apiVersion: apiVersionOf(kind),
      resource: plural,
      updateStrategy: { method: update },
    }));

/** The components of the registration: what brings the kinds that not every cluster has. */
export const componentsOf = (controllers: readonly Controller[]): string[] => {
  const rows = controllers.flatMap(({ childKinds, relatedKinds }) => [...childKinds, ...relatedKinds]);
  return [...new Set(rows.flatMap(({ component }) => component ?? []))].sort();
};

/** A rule of a ClusterRole. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

export const LOOK = ["get", "list", "watch"];
export const WRITE = ["create", "update", "patch"];
/** API servers that enforce permissions of owner references ask for the right to delete whatever is adopted. */
const OWN = [...LOOK, ...WRITE, "delete"];

/** What Metacontroller does with custom resources: it adds a finalizer to them and writes their status. */
export const parentRules = (controllers: readonly Controller[]): Rule[] =>
  byGroup(controllers.map(({ customResource: { group, plural } }) => ({ group, resource: plural }))).flatMap(
    ([group, plurals]) => [
      { apiGroups: [group], resources: plurals, verbs: [...LOOK, "update"] },
      {
        apiGroups: [group],
        resources: plurals.flatMap((plural) => [`${plural}/status`, `${plural}/finalizers`]),
        verbs: ["update"],
      },
    ],
  );

/** What it does with children. @param component the one that brings them; those that are always there without it */
export const childRules = (controllers: readonly Controller[], component?: string): Rule[] =>
  rules(
    controllers.flatMap(({ childKinds }) => childKinds),
    component,
    OWN,
  );

/** What it only looks at: related objects that are no children, or not wherever they are looked at. */
export function relatedRules(controllers: readonly Controller[], component?: string): Rule[] {
  const children = controllers
    .flatMap(({ childKinds }) => childKinds)
    .filter((row) => row.component === undefined || row.component === component);
  const allowed = new Set(children.map(nameOf));
  const related = controllers
    .flatMap(({ relatedKinds }) => relatedKinds)
    .filter((kind) => !allowed.has(nameOf(kind)));
  return rules(related, component, LOOK);
}

const nameOf = ({ kind, plural }: RegisteredKind) => `${plural}.${groupOf(kind)}`;

/** @param component a kind that is always there needs no rule of a component */
function rules(kinds: readonly RegisteredKind[], component: string | undefined, verbs: string[]): Rule[] {
  const always = new Set(kinds.filter((row) => row.component === undefined).map(nameOf));
  const rows = kinds.filter(
    (row) => row.component === component && (component === undefined || !always.has(nameOf(row))),
  );
  return byGroup(rows.map(({ kind, plural }) => ({ group: groupOf(kind), resource: plural }))).map(
    ([group, resources]) => ({ apiGroups: [group], resources, verbs }),
  );
}

/** Each group once, and each resource in it, in the order in which they come first. */
export function byGroup(
  resources: readonly { group: string; resource: string }[],
): [group: string, resources: string[]][] {
  const groups = new Map<string, Set<string>>();
  for (const { group, resource } of resources) {
    groups.set(group, (groups.get(group) ?? new Set()).add(resource));
  }
  return [...groups].map(([group, names]) => [group, [...names]]);
}
