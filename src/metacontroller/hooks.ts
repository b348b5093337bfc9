/**
 * The wire protocol of Metacontroller's CompositeController hooks, version v2.
 *
 * Source: https://metacontroller.github.io/metacontroller/api/compositecontroller.html and
 * https://metacontroller.github.io/metacontroller/api/customize.html
 *
 * The envelope is checked here. The objects inside it belong to Kubernetes and to the products, so they are
 * checked no further than every one of them has a kind and a name.
 */
import { type Static, Type } from "@sinclair/typebox";
import type { Condition } from "../kubernetes/condition.ts";
import type { KubernetesObject } from "../kubernetes/object.ts";

const ReceivedObject = Type.Object(
  {
    apiVersion: Type.String({ minLength: 1 }),
    kind: Type.String({ minLength: 1 }),
    metadata: Type.Object({
      name: Type.String({ minLength: 1 }),
      namespace: Type.Optional(Type.String()),
      uid: Type.Optional(Type.String()),
      generation: Type.Optional(Type.Integer()),
      labels: Type.Optional(Type.Record(Type.String(), Type.String())),
      annotations: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
  },
  { description: "A Kubernetes object as the API server stores it." },
);

const ObjectMap = Type.Record(Type.String(), Type.Record(Type.String(), ReceivedObject), {
  description: "Objects by `Kind.apiVersion` and then by `namespace/name`. A kind without objects is `{}`.",
});

const Parent = Type.Composite(
  [
    ReceivedObject,
    Type.Object({
      metadata: Type.Object({ namespace: Type.String({ minLength: 1 }) }),
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
export interface RelatedResourceRule {
  apiVersion: string;
  /** The lower-case plural: `secrets`. */
  resource: string;
  namespace?: string;
  names?: string[];
  labelSelector?: { matchLabels?: Record<string, string> };
}

export interface CustomizeResponse {
  relatedResources: RelatedResourceRule[];
}

/** The part of a status that every operator's custom resource has. */
export interface Status {
  /** The state in one word; each kind has its own. */
  phase: string;
  observedGeneration: number;
  conditions: Condition[];
}

/** Metacontroller decodes answers strictly: a field it does not know fails the sync. */
export interface SyncResponse {
  status: Status;
  /** What should exist, whole: an observed child that is missing here is deleted. */
  children: KubernetesObject[];
  resyncAfterSeconds?: number;
}

export interface FinalizeResponse extends SyncResponse {
  /** True lets Metacontroller drop the finalizer; from then on nobody asks again. */
  finalized: boolean;
}
