/**
 * HTTPS and a bearer token between Metacontroller and the service, from the manifests: what the components tell the two
 * is what is done here, with certificates by openssl in place of cert-manager's. With METACONTROLLER=path it is the real
 * one that reads the registration; else its double gets what the registration refers to.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KindKey } from "../../src/kubernetes/object.ts";
import { kurrentDB } from "../../src/kurrentdb/cluster/controller.ts";
import type { ControlPlane } from "../support/control-plane/control-plane.ts";
import {
  METACONTROLLER_USER,
  realMetacontroller,
  startMetacontroller,
} from "../support/control-plane/metacontroller.ts";
import { metacontrollerCrds } from "../support/control-plane/metacontroller-crds.ts";
import { tail } from "../support/control-plane/situation.ts";
import { onControlPlane } from "../support/control-plane/suite.ts";
import { until } from "../support/control-plane/until.ts";
import { send } from "../support/http.ts";
import { readKubeconfig } from "../support/kubernetes-client/access.ts";
import { ApiServerStore } from "../support/metacontroller/api-server-store.ts";
import { startMetacontroller as startDouble } from "../support/metacontroller/metacontroller.ts";
import type { CompositeController } from "../support/metacontroller/registration.ts";
import { kustomizeWith, type Manifest, objectsOf, theOnly } from "./kustomize.ts";

const NAMESPACE = "kurrentdb-system";
const CONTROLLER: KindKey = "CompositeController.metacontroller.k8s.io/v1alpha1";
const test = await onControlPlane({
  own: true,
  users: { [METACONTROLLER_USER]: ["system:serviceaccounts"] },
});

/** An authority as cert-manager would be one, and certificates for the address that the service has here. */
class Authority {
  readonly #folder: string;
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder);
    const subject = ["-subj", "/CN=stream-operators webhook", "-days", "3650"];
    this.#openssl("req", "-x509", ...this.#newKey("ca.key"), ...subject, "-out", "ca.crt");
  }

  /** The data of a Secret of type kubernetes.io/tls. */
  issue(): Record<string, string> {
    writeFileSync(join(this.#folder, "names"), "subjectAltName=IP:127.0.0.1");
    this.#openssl("req", "-new", ...this.#newKey("tls.key"), "-subj", "/CN=webhook", "-out", "tls.csr");
    const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names", "-days", "90"];
    this.#openssl("x509", "-req", "-in", "tls.csr", ...by, "-out", "tls.crt");
    const read = (name: string) => readFileSync(join(this.#folder, name), "utf8");
    return { "tls.crt": read("tls.crt"), "tls.key": read("tls.key"), "ca.crt": read("ca.crt") };
  }

  #newKey(name: string): string[] {
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name];
  }

  #openssl(...args: string[]): void {
    execFileSync("openssl", args, { cwd: this.#folder, stdio: "pipe" });
  }
}

const createSecret = (plane: ControlPlane, name: string, stringData: Record<string, string>) =>
  plane.client.apply({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: NAMESPACE },
    stringData,
  } as never);

/** Does what the kubelet does: puts Secrets where the pod mounts them, under another root. */
function mount(root: string, deployment: Manifest, secrets: Record<string, Record<string, string>>): void {
  const { volumes, containers } = deployment.spec.template.spec;
  for (const { name, mountPath } of containers[0].volumeMounts) {
    const { secretName } = volumes.find((volume: { name: string }) => volume.name === name).secret;
    mkdirSync(join(root, mountPath), { recursive: true });
    for (const [key, value] of Object.entries(secrets[secretName]!))
      writeFileSync(join(root, mountPath, key), value);
  }
}

/** The service with the Deployment's own environment. @returns the URL's host, and how to look at its log */
async function startService(plane: ControlPlane, root: string, deployment: Manifest) {
  const variables: { name: string; value: string }[] = deployment.spec.template.spec.containers[0].env;
  const env = Object.fromEntries(
    variables.map(({ name, value }) => [name, name.endsWith("_FILE") ? join(root, value) : value]),
  );
  const process = await plane.start({
    name: "service",
    command: globalThis.process.execPath,
    args: [
      "--import",
      import.meta.resolve("tsx"),
      fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
    ],
    // The limit is for the compiled service; here a compiler runs along.
    env: {
      ...env,
      NODE_OPTIONS: "",
      HOST: "127.0.0.1",
      WEBHOOK_PORT: "0",
      METRICS_PORT: "0",
      HEALTH_PORT: "0",
    },
  });
  const port = await until(
    "the service to listen",
    async () => /"webhook":(\d+)/.exec(readFileSync(process.log, "utf8"))?.[1],
    () => tail(process.log),
  );
  return { host: `127.0.0.1:${port}`, log: () => readFileSync(process.log, "utf8") };
}

/** What the real one makes of the registration, for the double: it reads the Secrets that are referred to. */
async function double(plane: ControlPlane) {
  const client = plane.clientOf(METACONTROLLER_USER);
  const controllers = (await client.list(CONTROLLER)) as unknown as (CompositeController & Manifest)[];
  const [{ caBundle, authorization }] = controllers[0]!.spec.endpointConfigs;
  const read = async ({ secretRef: { key, ...ref } }: Manifest["spec"]) =>
    Buffer.from((await client.get("Secret.v1", ref))!.data![key]!, "base64").toString();
  return startDouble({
    store: new ApiServerStore(await readKubeconfig(plane.kubeconfig(METACONTROLLER_USER))),
    controllers,
    hooks: { ca: await read(caBundle), token: await read(authorization) },
  });
}

test("Metacontroller and the service trust each other by what the components say, and nobody else", async (plane) => {
  const root = join(plane.folder, "pod");
  const authority = new Authority(join(plane.folder, "authority"));
  const tls = authority.issue();
  const secrets = { "webhook-tls": tls, "webhook-token": { token: "open-sesame-open-sesame" } };
  const objects = objectsOf(
    await kustomizeWith("deploy/kurrentdb/overlays/staging", ["tls", "bearer-token"]),
  );

  const deployment = theOnly(objects, "Deployment");
  mount(root, deployment, secrets);
  const { host, log } = await startService(plane, root, deployment);
  for (const crd of metacontrollerCrds) await plane.client.apply(crd);
  await plane.until("Metacontroller's kinds to be served", () => plane.client.list(CONTROLLER));
  const here = (text: string) => text.replaceAll(`kurrentdb-operator.${NAMESPACE}.svc:9443`, host);
  for (const object of objects) await plane.client.apply(JSON.parse(here(JSON.stringify(object))));
  const { customResource } = kurrentDB;
  const kind: KindKey = `${customResource.kind}.${customResource.group}/${customResource.version}`;
  await plane.until("KurrentDB to be served", () => plane.client.list(kind));

  // The real one is there first, as in a cluster where cert-manager takes its time, and has to come back to it.
  const real = realMetacontroller && (await startMetacontroller(plane, "dynamic-apply"));
  for (const [name, data] of Object.entries(secrets)) await createSecret(plane, name, data);
  const metacontroller = real || (await double(plane));

  const cluster = { ...kurrentDB.example.parent, metadata: { name: "secured", namespace: "default" } };
  await plane.client.create(cluster as never);
  const settled = async () => {
    const found = await plane.client.get(kind, cluster.metadata);
    return found?.status?.observedGeneration === found?.metadata.generation;
  };
  await plane.until("a status over HTTPS with a token", settled, { timeout: 60_000 });

  const ask = (token: string, ca: string) =>
    send({
      method: "POST",
      url: `https://${host}/kurrentdb/sync`,
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(kurrentDB.example),
      ca,
    });
  assert.equal((await ask("open-sesame-open-sesame", tls["ca.crt"]!)).status, 200);
  assert.equal((await ask("open-barley-open-barley", tls["ca.crt"]!)).status, 401);
  const otherAuthority = new Authority(join(plane.folder, "other-authority"));
  await assert.rejects(ask("open-sesame-open-sesame", otherAuthority.issue()["ca.crt"]!));
  await assert.rejects(send({ method: "POST", url: `http://${host}/kurrentdb/sync`, body: "{}" }));

  const edit = async (httpPort: number) => {
    const spec = { configuration: { httpPort } };
    // Asked of the patch's own answer: Metacontroller may be through with it before anything else is asked.
    const { status, metadata } = await plane.client.patch(kind, cluster.metadata, { spec });
    assert.notEqual(status?.observedGeneration, metadata.generation);
  };
  const takenOver = (times: number) =>
    plane.until("the service to take over changed files", () => {
      return log().split("took over changed certificate or token").length - 1 === times;
    });

  // cert-manager renews; the authority stays.
  const renewed = { ...secrets, "webhook-tls": authority.issue() };
  mount(root, deployment, renewed);
  await takenOver(1);
  await edit(2115);
  await plane.until("a status over the renewed certificate", settled);

  // A new token, of which Metacontroller learns when it starts; see deploy/docs/security.md.
  const token = { token: "open-barley-open-barley" };
  await createSecret(plane, "webhook-token", token);
  mount(root, deployment, { ...renewed, "webhook-token": token });
  await takenOver(2);
  await edit(2116);
  await metacontroller.stop();
  const restarted = await (realMetacontroller ? startMetacontroller(plane, "dynamic-apply") : double(plane));
  await plane.until("a status with the new token", settled, { timeout: 60_000 });
  await restarted.stop();
});
