/**
 * The wire protocol of Metacontroller's CompositeController hooks, version v2.
 *
 * Source: https://metacontroller.github.io/metacontroller/api/compositecontroller.html and
 * https://metacontroller.github.io/metacontroller/api/customize.html
 *
 * The envelope is checked here. The objects inside it belong to Kubernetes and to the products, so they are
 * checked no further than every one of them has a kind and a name. The answers are ours: their schemas give the types
 * and the OpenAPI page, and nothing is checked, converted or left out when one is sent.
 */
import { type Static, Type } from "@sinclair/typebox";
import { type Condition, Conditions } from "../kubernetes/condition.ts";
import type { KubernetesObject } from "../kubernetes/object.ts";

/** No name in Kubernetes is longer. What answers repeat is bounded by it. */
const Name = Type.String({ minLength: 1, maxLength: 253 });

/** TypeBox takes only keys of one line for keys, unless told otherwise. */
const AnyKey = Type.String({ pattern: "^[^]*$" });

const ReceivedObject = Type.Object(
  {
    apiVersion: Name,
    kind: Name,
    metadata: Type.Object({
      name: Name,
      namespace: Type.Optional(Type.String({ maxLength: 253 })),
      uid: Type.Optional(Type.String({ maxLength: 253 })),
      generation: Type.Optional(Type.Integer()),
      labels: Type.Optional(Type.Record(AnyKey, Type.String())),
      annotations: Type.Optional(Type.Record(AnyKey, Type.String())),
    }),
  },
  { description: "A Kubernetes object as the API server stores it." },
);

const ObjectMap = Type.Record(AnyKey, Type.Record(AnyKey, ReceivedObject), {
  description: "Objects by `Kind.apiVersion` and then by `namespace/name`. A kind without objects is `{}`.",
});

const Parent = Type.Composite(
  [
    ReceivedObject,
    Type.Object({
      metadata: Type.Object({ namespace: Name }),
      spec: Type.Optional(Type.Unknown()),
      status: Type.Optional(Type.Unknown()),
    }),
  ],
  { description: "The custom resource." },
);

const Controller = Type.Object(
  {
    spec: Type.Object({
      childResources: Type.Array(Type.Object({ apiVersion: Type.String(), resource: Type.String() }), {
        description: "The kinds that this registration may have as children.",
      }),
    }),
  },
  { description: "The CompositeController that the request was made for." },
);

/** POST …/customize: which other objects should come with each sync? */
export const CustomizeRequest = Type.Object({ controller: Controller, parent: Parent });
export type CustomizeRequest = Static<typeof CustomizeRequest>;

/** POST …/sync and …/finalize: what should exist, and how is it going? */
export const SyncRequest = Type.Object({
  controller: Controller,
  parent: Parent,
  children: ObjectMap,
  related: Type.Optional(ObjectMap),
  finalizing: Type.Optional(Type.Boolean()),
});
export type SyncRequest = Static<typeof SyncRequest>;

export type Parent = SyncRequest["parent"];
export type ObjectMap = SyncRequest["children"];

/** A rule that selects related objects. `names` and `labelSelector` exclude each other; either goes with a namespace. */
const RelatedResourceRule = Type.Object({
  apiVersion: Type.String(),
  resource: Type.String({ description: "The lower-case plural." }),
  namespace: Type.Optional(Type.String()),
  names: Type.Optional(Type.Array(Type.String())),
  labelSelector: Type.Optional(
    Type.Object({ matchLabels: Type.Optional(Type.Record(Type.String(), Type.String())) }),
  ),
});
export type RelatedResourceRule = Static<typeof RelatedResourceRule>;

export const CustomizeResponse = Type.Object({ relatedResources: Type.Array(RelatedResourceRule) });
export type CustomizeResponse = Static<typeof CustomizeResponse>;

/** The part of a status that every operator's custom resource has. */
const Status = Type.Object(
  {
    phase: Type.String({ description: "The state in one word; each kind has its own." }),
    observedGeneration: Type.Integer(),
    conditions: Type.Unsafe<Condition[]>(Conditions),
  },
  { description: "The custom resource's whole new status." },
);
export type Status = Static<typeof Status>;

/** Metacontroller decodes answers strictly: a field it does not know fails the sync. */
export const SyncResponse = Type.Object({
  status: Status,
  children: Type.Unsafe<KubernetesObject[]>(
    Type.Array(Type.Unknown(), { description: "What should exist, whole. What is missing here is deleted." }),
  ),
  resyncAfterSeconds: Type.Optional(Type.Number()),
});
export type SyncResponse = Static<typeof SyncResponse>;

export const FinalizeResponse = Type.Composite([
  SyncResponse,
  Type.Object({
    finalized: Type.Boolean({
      description: "True lets the custom resource go: the finalizer is dropped, and nobody asks again.",
    }),
  }),
]);
export type FinalizeResponse = Static<typeof FinalizeResponse>;
