/** The smallest custom resource that says something: the basic cluster of the README. */
export const example = {
  apiVersion: "chronik.stream/v1alpha1",
  kind: "ChronikCluster",
  metadata: {
    name: "my-chronik",
    namespace: "default",
    uid: "5f0c3e6a-0000-4000-8000-000000000001",
    generation: 1,
  },
  spec: {
    controllers: 3,
    ingestNodes: 2,
    storage: { backend: { local: {} }, size: "10Gi" },
    metastore: {
      database: "Postgres",
      connection: {
        host: "postgres.default.svc.cluster.local",
        port: 5432,
        database: "chronik",
        credentialsSecret: "postgres-credentials",
      },
    },
  },
};
