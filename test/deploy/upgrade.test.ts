/**
 * From the previous commit to this one, with the manifests and the service of both: no database restarts.
 * UPGRADE_FROM=REF starts from another commit, such as a release.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test as declare } from "node:test";
import type { ControlPlane } from "../support/control-plane/control-plane.ts";
import { crdsServed } from "../support/control-plane/crds.ts";
import { METACONTROLLER_USER, startMetacontroller } from "../support/control-plane/metacontroller.ts";
import { metacontrollerCrds } from "../support/control-plane/metacontroller-crds.ts";
import { tail } from "../support/control-plane/situation.ts";
import { type ControlPlaneTest, onControlPlane } from "../support/control-plane/suite.ts";
import { until } from "../support/control-plane/until.ts";
import { LoadBalancer } from "../support/load-balancer.ts";
import { repository } from "./kustomize.ts";

const from = process.env.UPGRADE_FROM ?? "HEAD~1";
const folders = ["deploy/operator", "deploy/kurrentdb/overlays/staging"];
const clusters = [
  {
    file: "deploy/operator/examples/basic-cluster.yaml",
    kind: "ChronikCluster",
    resource: "chronikclusters/my-chronik",
  },
  {
    file: "deploy/kurrentdb/examples/my-eventstore.yaml",
    kind: "KurrentDB",
    resource: "kurrentdbs/my-eventstore",
  },
];

/** Why there is no earlier state to start from, or false. A shallow clone has none. */
function noEarlier(): string | false {
  try {
    for (const folder of folders) git("cat-file", "-e", `${from}:${folder}/kustomization.yaml`);
    return false;
  } catch {
    return `there is no ${from} with these installations here`;
  }
}

const git = (...args: string[]) =>
  execFileSync("git", args, { cwd: repository, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 2 ** 30 });

const onPlane = await onControlPlane({
  own: true,
  users: { [METACONTROLLER_USER]: ["system:serviceaccounts"] },
  storageClasses: ["standard", "managed-premium"],
});

const skip = noEarlier();
const test: ControlPlaneTest = skip ? (name) => void declare(name, { skip }, () => {}) : onPlane;

/** The files of a commit, beside the packages that are installed here. */
function checkOut(ref: string, folder: string): string {
  mkdirSync(folder);
  execFileSync("tar", ["-x", "-C", folder], { input: git("archive", ref) });
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Applies the installations of a state of the repository, with the service at another address. */
async function install(plane: ControlPlane, state: string, loadBalancer: LoadBalancer): Promise<void> {
  for (const folder of folders) {
    const yaml = await plane.kubectl(["kustomize", join(state, folder)]);
    const here = yaml.replaceAll(/http:\/\/[a-z.-]+\.svc:9443/g, loadBalancer.url);
    await plane.kubectl(["apply", "-f", "-"], { stdin: here });
  }
}

async function startService(plane: ControlPlane, state: string, name: string) {
  const process = await plane.start({
    name,
    command: globalThis.process.execPath,
    args: ["--import", import.meta.resolve("tsx"), join(state, "src/main.ts")],
    env: { HOST: "127.0.0.1", WEBHOOK_PORT: "0", METRICS_PORT: "0", HEALTH_PORT: "0" },
  });
  const port = await until(
    `${name} to listen`,
    async () => /"webhook":(\d+)/.exec(await readFile(process.log, "utf8"))?.[1],
    () => tail(process.log),
  );
  return { process, url: `http://127.0.0.1:${port}` };
}

const running = (plane: ControlPlane) =>
  Promise.all(
    clusters.map(({ resource }) =>
      plane.kubectl(["wait", "--for=jsonpath={.status.phase}=Running", "--timeout=60s", resource]),
    ),
  );

async function databases(plane: ControlPlane): Promise<string[]> {
  const pods = await plane.client.list("Pod.v1", { namespace: "default" });
  return pods.map(({ metadata: { name, uid } }) => `${name} ${uid}`).sort();
}

test(`an upgrade from ${from} restarts no database`, async (plane) => {
  const earlier = checkOut(from, join(plane.folder, "earlier"));
  const loadBalancer = await LoadBalancer.start();
  try {
    for (const crd of metacontrollerCrds) await plane.client.apply(crd);
    await plane.until("Metacontroller's kinds to be served", () =>
      plane.client.list("CompositeController.metacontroller.k8s.io/v1alpha1"),
    );
    const old = await startService(plane, earlier, "earlier-service");
    loadBalancer.copies.push(old.url);
    await install(plane, earlier, loadBalancer);
    await crdsServed(plane);
    const before = await startMetacontroller(plane, "dynamic-apply");
    for (const { file } of clusters) await plane.kubectl(["apply", "-f", join(earlier, file)]);
    await running(plane);
    const pods = await databases(plane);
    assert.equal(pods.length, 8);

    await install(plane, repository, loadBalancer);
    const current = await startService(plane, repository, "service");
    loadBalancer.copies.splice(0, 1, current.url);
    await old.process.stop("SIGTERM");
    // The double looks at the registrations when it starts; the real one would not have to.
    await before.stop();
    const answered = () =>
      clusters.map(
        ({ kind }) =>
          loadBalancer
            .callsIn("default")
            .filter(({ hook, parent, answer }) => hook === "sync" && parent.kind === kind && answer).length,
      );
    const earlierAnswers = answered();
    const metacontroller = await startMetacontroller(plane, "dynamic-apply");
    await plane.until("three syncs of each by the new service", async () => {
      const nudge = `upgrade/nudge=${Date.now()}`;
      await plane.kubectl(["annotate", "--overwrite", ...clusters.map(({ resource }) => resource), nudge]);
      return answered().every((count, index) => count > earlierAnswers[index]! + 2);
    });
    await running(plane);
    assert.deepEqual(await databases(plane), pods);
    await metacontroller.stop();
  } finally {
    await loadBalancer.stop();
  }
});
