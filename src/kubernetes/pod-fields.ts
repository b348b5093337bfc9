/** Fields of a spec that shape pods and their volumes, and are the same for every operator. */
import { Type } from "@sinclair/typebox";
import { Annotations, Int32, LabelMap, ObjectName, OneOf, Quantity, Section } from "../schema/schema.ts";

/** Labels and annotations that people add to pods. */
export const podMetadataFields = {
  podAnnotations: Type.Optional(Annotations({ description: "Annotations on every pod." })),
  podLabels: Type.Optional(
    LabelMap({ description: "Labels on every pod. Ours win where both name the same." }),
  ),
};

export const ServiceAccountFields = Section(
  {
    annotations: Type.Optional(
      Annotations({
        description: "Annotations on the ServiceAccounts, which tie them to an identity of the cloud.",
      }),
    ),
  },
  { description: "The identity of the pods." },
);

export const PullPolicy = OneOf(["IfNotPresent", "Always", "Never"], {
  default: "IfNotPresent",
  description: "When a node pulls the images.",
});

export const PullSecrets = Type.Optional(
  Type.Array(ObjectName(), {
    description: "Names of the Secrets to pull the images with.",
    "x-kubernetes-list-type": "set",
  }),
);

/** The volume that each pod has. */
export const volumeFields = {
  size: Quantity({
    default: "10Gi",
    description: "Size of each pod's volume. Fixed once the pods exist; a change is reported, not applied.",
  }),
  storageClass: Type.Optional(
    ObjectName({
      description: "StorageClass of the volumes; the cluster's default unless set. Fixed once they exist.",
    }),
  ),
  deletionPolicy: OneOf(["Retain", "Delete"], {
    default: "Retain",
    description:
      "What becomes of the volumes when this resource is deleted. Retain keeps them and their data.",
  }),
};

/** @param seconds how long unless set @param why what a pod does in that time */
export const gracePeriod = (seconds: number, why: string) =>
  Int32({ default: seconds, description: `How long a pod has to stop: ${why}.` });
