import assert from "node:assert/strict";
import { test } from "node:test";
import {
  objectStoreEnvironment,
  objectStoreMounts,
  objectStoreSecrets,
  objectStoreVolumes,
} from "../../../../src/chronik/cluster/unified/object-store.ts";
import { singleOf } from "./unified-of.ts";

const backendOf = (backend: object) => singleOf({ storage: { backend } }).spec.storage.backend;

/** Values as text, and where those from Secrets come from. */
const environment = (backend: object) =>
  Object.fromEntries(
    objectStoreEnvironment(backendOf(backend)).map(({ name, value, valueFrom }) => [
      name,
      value ?? `${valueFrom?.secretKeyRef?.name}/${valueFrom?.secretKeyRef?.key}`,
    ]),
  );

test("local: nothing is said, and the server keeps segments on its volume", () =>
  assert.deepEqual(environment({ local: {} }), {}));

test("S3 at Amazon, as whoever the pod is", () =>
  assert.deepEqual(environment({ s3: { bucket: "b", region: "eu-west-1", endpoint: null } }), {
    OBJECT_STORE_BACKEND: "s3",
    S3_BUCKET: "b",
    S3_REGION: "eu-west-1",
    S3_PATH_STYLE: "false",
  }));

test("a store that speaks S3's protocol, with a key of its own", () => {
  const s3 = {
    bucket: "b",
    region: "r",
    endpoint: "http://minio:9000",
    prefix: "p/",
    credentialsSecret: "store",
  };
  assert.deepEqual(environment({ s3 }), {
    OBJECT_STORE_BACKEND: "s3",
    S3_BUCKET: "b",
    S3_REGION: "r",
    S3_ENDPOINT: "http://minio:9000",
    S3_PATH_STYLE: "true",
    S3_PREFIX: "p/",
    S3_ACCESS_KEY: "store/access-key",
    S3_SECRET_KEY: "store/secret-key",
  });
  assert.equal(environment({ s3: { ...s3, pathStyle: false } }).S3_PATH_STYLE, "false");
  assert.deepEqual(objectStoreSecrets(backendOf({ s3 })), [
    { name: "store", keys: ["access-key", "secret-key"], optional: false, reread: false },
  ]);
});

test("Google's key is a file, where one is given", () => {
  const backend = backendOf({ gcs: { bucket: "b", credentialsSecret: "google" } });
  assert.equal(
    environment({ gcs: { bucket: "b", credentialsSecret: "google" } }).GOOGLE_APPLICATION_CREDENTIALS,
    "/etc/chronik/gcs/credentials.json",
  );
  assert.equal(objectStoreVolumes(backend)[0]?.secret?.secretName, "google");
  assert.deepEqual(objectStoreMounts(backend), [
    { name: "gcs", mountPath: "/etc/chronik/gcs", readOnly: true },
  ]);
  assert.deepEqual(objectStoreSecrets(backend)[0]?.keys, ["credentials.json"]);
  assert.deepEqual(environment({ gcs: { bucket: "b" } }), { OBJECT_STORE_BACKEND: "gcs", GCS_BUCKET: "b" });
  assert.deepEqual(objectStoreVolumes(backendOf({ gcs: { bucket: "b" } })), []);
});

test("Azure always has an endpoint, without which the server does not start", () => {
  const azure = { container: "c", account: "a" };
  assert.deepEqual(environment({ azure }), {
    OBJECT_STORE_BACKEND: "azure",
    AZURE_ACCOUNT_NAME: "a",
    AZURE_CONTAINER: "c",
    AZURE_ENDPOINT: "https://a.blob.core.windows.net",
  });
  assert.equal(
    environment({ azure: { ...azure, endpoint: "http://azurite:10000/a" } }).AZURE_ENDPOINT,
    "http://azurite:10000/a",
  );
});
