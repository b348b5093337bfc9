import type { Parent } from "../../metacontroller/hooks.ts";

/** The custom resource that the operator's README has always shown. */
export const example: Parent = {
  apiVersion: "kurrent.io/v1alpha1",
  kind: "KurrentDB",
  metadata: {
    name: "my-eventstore",
    namespace: "default",
    uid: "5f0c3e6a-0000-4000-8000-000000000002",
    generation: 1,
  },
  spec: {
    replicas: 3,
    version: "latest",
    storage: { size: "100Gi", storageClass: "managed-premium", accessModes: ["ReadWriteOnce"] },
    resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2000m", memory: "4Gi" } },
    configuration: { clusterSize: 3, nodePort: 2113, httpPort: 2114 },
  },
};
