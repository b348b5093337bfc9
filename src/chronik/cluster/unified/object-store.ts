/** Where a node keeps sealed segments, in the variables its server reads. The volume is what it writes to first. */
import type { EnvVar, Volume, VolumeMount } from "kubernetes-types/core/v1.js";
import { secretVolume } from "../../../kubernetes/container.ts";
import { fromSecret, plain } from "../../../kubernetes/environment.ts";
import type { SecretNeed } from "../../../kubernetes/secrets.ts";
import type { ChronikCluster } from "../cluster.ts";
import { GCS_PATH } from "./paths.ts";

type Backend = ChronikCluster["spec"]["storage"]["backend"];
type S3 = NonNullable<Backend["s3"]>;
type Azure = NonNullable<Backend["azure"]>;

/** Keys of the credentials' Secrets. */
const ACCESS_KEY = "access-key";
const SECRET_KEY = "secret-key";
const KEY_FILE = "credentials.json";

/** Without the switch the server keeps segments on its volume, whatever else is set. */
export function objectStoreEnvironment({ s3, gcs, azure }: Backend): EnvVar[] {
  if (s3) return [plain("OBJECT_STORE_BACKEND", "s3"), ...s3Environment(s3)];
  if (azure) return [plain("OBJECT_STORE_BACKEND", "azure"), ...azureEnvironment(azure)];
  if (gcs) {
    return [
      plain("OBJECT_STORE_BACKEND", "gcs"),
      plain("GCS_BUCKET", gcs.bucket),
      // The variable of Google's own libraries; without it they ask the metadata server who they are.
      ...(gcs.credentialsSecret ? [plain("GOOGLE_APPLICATION_CREDENTIALS", `${GCS_PATH}/${KEY_FILE}`)] : []),
    ];
  }
  return [];
}

const s3Environment = ({ bucket, region, endpoint, pathStyle, prefix, credentialsSecret }: S3): EnvVar[] => [
  plain("S3_BUCKET", bucket),
  plain("S3_REGION", region),
  ...(endpoint ? [plain("S3_ENDPOINT", endpoint)] : []),
  // The server's own default is true, which AWS no longer wants.
  plain("S3_PATH_STYLE", String(pathStyle ?? Boolean(endpoint))),
  ...(prefix ? [plain("S3_PREFIX", prefix)] : []),
  ...(credentialsSecret
    ? [
        fromSecret("S3_ACCESS_KEY", credentialsSecret, ACCESS_KEY),
        fromSecret("S3_SECRET_KEY", credentialsSecret, SECRET_KEY),
      ]
    : []),
];

const azureEnvironment = ({ container, account, endpoint }: Azure): EnvVar[] => [
  plain("AZURE_ACCOUNT_NAME", account),
  plain("AZURE_CONTAINER", container),
  // The server refuses to start without one.
  plain("AZURE_ENDPOINT", endpoint ?? `https://${account}.blob.core.windows.net`),
];

/** Google's key comes as a file. */
export const objectStoreVolumes = ({ gcs }: Backend): Volume[] =>
  gcs?.credentialsSecret ? [secretVolume("gcs", gcs.credentialsSecret)] : [];

export const objectStoreMounts = ({ gcs }: Backend): VolumeMount[] =>
  gcs?.credentialsSecret ? [{ name: "gcs", mountPath: GCS_PATH, readOnly: true }] : [];

export function objectStoreSecrets({ s3, gcs }: Backend): SecretNeed[] {
  const need = (name: string, ...keys: string[]): SecretNeed => ({
    name,
    keys,
    optional: false,
    reread: false,
  });
  if (s3?.credentialsSecret) return [need(s3.credentialsSecret, ACCESS_KEY, SECRET_KEY)];
  return gcs?.credentialsSecret ? [need(gcs.credentialsSecret, KEY_FILE)] : [];
}
