/** The types of the kinds that the hooks read, so that an object that is looked up has the type of its kind. */
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { HorizontalPodAutoscaler } from "kubernetes-types/autoscaling/v2.js";
import type { ConfigMap, PersistentVolumeClaim, Pod, Secret, Service } from "kubernetes-types/core/v1.js";
import type { KindKey, KubernetesObject } from "./object.ts";

interface Types {
  "ConfigMap.v1": ConfigMap;
  "HorizontalPodAutoscaler.autoscaling/v2": HorizontalPodAutoscaler;
  "PersistentVolumeClaim.v1": PersistentVolumeClaim;
  "Pod.v1": Pod;
  "Secret.v1": Secret;
  "Service.v1": Service;
  "StatefulSet.apps/v1": StatefulSet;
}

/** An object of a kind as the API server stores it; of a kind not named here, what every object has. */
export type ObjectOf<K extends KindKey> = KubernetesObject & (K extends keyof Types ? Types[K] : unknown);
