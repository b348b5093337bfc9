import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.js";
import type {
  ConfigMap,
  Event,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  Secret,
  Service,
  ServiceAccount,
} from "kubernetes-types/core/v1.js";
import type { ObjectMeta } from "kubernetes-types/meta/v1.js";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.js";
import type { ClusterRole, ClusterRoleBinding } from "kubernetes-types/rbac/v1.js";
import type { StorageClass } from "kubernetes-types/storage/v1.js";
import type { KindKey } from "../../../src/kubernetes/object.ts";

/** The kinds whose type the client knows by their name. A further one is a line here. */
interface Kinds {
  "ClusterRole.rbac.authorization.k8s.io/v1": ClusterRole;
  "ClusterRoleBinding.rbac.authorization.k8s.io/v1": ClusterRoleBinding;
  "ConfigMap.v1": ConfigMap;
  "Event.v1": Event;
  "HorizontalPodAutoscaler.autoscaling/v2": HorizontalPodAutoscaler;
  "Namespace.v1": Namespace;
  "NetworkPolicy.networking.k8s.io/v1": NetworkPolicy;
  "Node.v1": Node;
  "PersistentVolume.v1": PersistentVolume;
  "PersistentVolumeClaim.v1": PersistentVolumeClaim;
  "Pod.v1": Pod;
  "PodDisruptionBudget.policy/v1": PodDisruptionBudget;
  "Secret.v1": Secret;
  "Service.v1": Service;
  "ServiceAccount.v1": ServiceAccount;
  "StatefulSet.apps/v1": StatefulSet;
  "StorageClass.storage.k8s.io/v1": StorageClass;
}

/** An object of any other kind: a custom resource, as a rule. */
interface AnyObject {
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}

/** What the server always fills in, and the types of request and answer alike leave open. */
export interface Stored {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta & Required<Pick<ObjectMeta, "name" | "uid" | "resourceVersion" | "creationTimestamp">>;
}

/** An object as the server returns it, by its kind. */
export type StoredObject<Kind extends KindKey = KindKey> = Stored &
  (Kind extends keyof Kinds ? Omit<Kinds[Kind], keyof Stored> : AnyObject);
