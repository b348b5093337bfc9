/** Where a cluster keeps its data. */
import { type TSchema, Type } from "@sinclair/typebox";
import { volumeFields } from "../../../kubernetes/pod-fields.ts";
import { alsoSpelt, Nullable, ObjectName, Section, withRules } from "../../../schema/schema.ts";

const S3 = Type.Object(
  {
    bucket: Type.String({ minLength: 1, description: "The bucket." }),
    region: Type.String({ minLength: 1, description: "The bucket's region, such as us-east-1." }),
    endpoint: Nullable(
      Type.String({
        description:
          "URL of an S3-compatible store, such as http://minio.storage.svc:9000. Leave it out (or null) for AWS.",
      }),
    ),
    pathStyle: Type.Optional(
      Type.Boolean({
        description:
          "Whether the bucket stands in the path of a URL and not in its host name, with topology Unified. True where " +
          "there is an endpoint, unless set: stores other than AWS seldom have a host name for each bucket.",
      }),
    ),
    prefix: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "What the names of all objects begin with, with topology Unified. Clusters that share a bucket need one each.",
      }),
    ),
    credentialsSecret: Type.Optional(
      ObjectName({
        description:
          "Secret with the keys access-key and secret-key, with topology Unified. Without it the pods' own identity " +
          "counts; see serviceAccount. A change of it restarts the pods.",
      }),
    ),
  },
  { description: "Amazon S3, or a store that speaks its protocol." },
);

const GCS = Type.Object(
  {
    bucket: Type.String({ minLength: 1, description: "The bucket." }),
    credentialsSecret: Type.Optional(
      ObjectName({
        description:
          "Secret with the key credentials.json, the key file of a service account, with topology Unified. Without it " +
          "the pods' own identity counts; see serviceAccount. A change of it restarts the pods.",
      }),
    ),
  },
  { description: "Google Cloud Storage." },
);

const Azure = Type.Object(
  {
    container: Type.String({ minLength: 1, description: "The blob container." }),
    account: Type.String({ minLength: 1, description: "The storage account." }),
    endpoint: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "URL of the blob service, with topology Unified. https://ACCOUNT.blob.core.windows.net unless set.",
      }),
    ),
  },
  {
    description:
      "Azure Blob Storage. Today's server takes no key and no token for it: the managed identity of the virtual machine " +
      "that a pod runs on must have access to the container.",
  },
);

export const BACKENDS = ["s3", "gcs", "azure", "local"] as const;

/** In resources of the earlier operator it is a word, and what it needs stands beside it; see earlier-spelling.ts. */
const StorageBackend = alsoSpelt(
  withRules(
    Type.Object(
      {
        s3: Type.Optional(S3),
        gcs: Type.Optional(GCS),
        azure: Type.Optional(Azure),
        local: Type.Optional(Type.Object({}, { description: "The pods' own volumes." })),
      },
      {
        default: { local: {} },
        description:
          "Where segments are kept: exactly one of s3, gcs, azure and local, as in backend: {local: {}}. The word alone is " +
          "understood as well, with what it needs beside it. The pods have volumes all the same: what was " +
          "written last is nowhere else. With topology Tiered it is only handed over, and no known server reads it.",
      },
    ),
    {
      message: "must name exactly one storage backend: s3, gcs, azure or local",
      isMet: (backend) => BACKENDS.filter((key) => backend[key] !== undefined).length === 1,
    },
  ),
  {
    pattern: `^(${BACKENDS.join("|")})$`,
    minProperties: 1,
    maxProperties: 1,
    anyOf: BACKENDS.map((name) => ({ required: [name] })),
  },
);

const beside = <T extends TSchema>(schema: T, name: string) =>
  Type.Optional({
    ...schema,
    description: `As in backend.${name}, for resources that say backend: ${name}.`,
  } as T);

export const Storage = Section(
  {
    backend: StorageBackend,
    s3: beside(S3, "s3"),
    gcs: beside(GCS, "gcs"),
    azure: beside(Azure, "azure"),
    ...volumeFields,
  },
  { description: "Where data is kept." },
);
