/** The chart as Helm installs it into a real API server: up, changed, and gone without the clusters going with it. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test as declare } from "node:test";
import { fileURLToPath } from "node:url";
import { kurrentDB } from "../../src/kurrentdb/cluster/controller.ts";
import { firstSync } from "../../src/metacontroller/first-sync.ts";
import { optionalCrds } from "../deploy/optional-crds.ts";
import type { ControlPlane } from "../support/control-plane/control-plane.ts";
import { crdsServed } from "../support/control-plane/crds.ts";
import { metacontrollerCrds } from "../support/control-plane/metacontroller-crds.ts";
import { type ControlPlaneTest, onControlPlane } from "../support/control-plane/suite.ts";
import { helm, skip } from "./helm.ts";

const CHART = fileURLToPath(new URL("../../deploy/helm/stream-operators", import.meta.url));
const CLUSTER = fileURLToPath(new URL("../../deploy/kurrentdb/examples/my-eventstore.yaml", import.meta.url));
const NAMESPACE = "kurrentdb-system";
const RELEASE = ["kurrentdb-operator", "--namespace", NAMESPACE];
const test: ControlPlaneTest = skip
  ? (name) => void declare(name, { skip }, () => {})
  : await onControlPlane({ own: true });

async function prepare(plane: ControlPlane): Promise<void> {
  for (const crd of metacontrollerCrds) await plane.client.apply(crd);
  await plane.kubectl(["apply", "--server-side", ...(await optionalCrds()).flatMap((file) => ["-f", file])]);
  await crdsServed(plane);
}

const upgrade = (plane: ControlPlane, ...args: string[]) =>
  helm(
    "upgrade",
    "--install",
    ...RELEASE,
    CHART,
    "--kubeconfig",
    plane.kubeconfig(),
    "--create-namespace",
    "--set",
    "operators={kurrentdb}",
    "--wait",
    "--timeout",
    "60s",
    ...args,
  );

test("installed, given everything, and uninstalled: definitions and clusters stay", async (plane) => {
  await prepare(plane);
  await upgrade(plane);
  await plane.kubectl(["apply", "-f", CLUSTER]);

  const everything = [
    "tls.certManager.enabled=true",
    "networkPolicy.enabled=true",
    "networkPolicy.defaultDeny=true",
    "registration.components={prometheus-operator}",
    "metrics.serviceMonitor.enabled=true",
    "monitoring.prometheusRule.enabled=true",
    "monitoring.dashboards.enabled=true",
  ];
  // Nobody makes the certificate here, so the new pods do not start; that Helm's objects are accepted is the point.
  const sets = everything.flatMap((value) => ["--set", value]);
  await upgrade(plane, ...sets, "--wait=hookOnly");
  const kinds =
    "deployment,service,poddisruptionbudget,networkpolicy,certificate,issuer,servicemonitor,prometheusrule,configmap";
  const names = await plane.kubectl(["get", kinds, "-n", NAMESPACE, "-o", "name"]);
  for (const name of [
    "deployment.apps/kurrentdb-operator",
    "service/kurrentdb-operator-metrics",
    "networkpolicy.networking.k8s.io/default-deny",
    "certificate.cert-manager.io/webhook-tls",
    "servicemonitor.monitoring.coreos.com/kurrentdb-operator",
    "prometheusrule.monitoring.coreos.com/kurrentdb-operator",
    "configmap/kurrentdb-operator-dashboard-kurrentdb-clusters",
  ]) {
    assert.ok(names.split("\n").includes(name), name);
  }
  const controller = JSON.parse(
    await plane.kubectl(["get", "compositecontroller", "kurrentdb", "-o", "json"]),
  );
  assert.match(
    controller.spec.hooks.sync.webhook.url,
    /^https:\/\/kurrentdb-operator\.kurrentdb-system\.svc:9443\//,
  );

  await helm("uninstall", ...RELEASE, "--kubeconfig", plane.kubeconfig(), "--wait");
  const left = await plane.kubectl(["get", "deployment,compositecontroller", "-n", NAMESPACE, "-o", "name"]);
  assert.equal(left, "");
  assert.match(await plane.kubectl(["get", "kurrentdb", "-A", "-o", "name"]), /my-eventstore/);

  // And it can come back to what it left.
  await upgrade(plane);
  await plane.kubectl(["delete", "-f", CLUSTER]);
});

test("an upgrade updates the definitions", async (plane) => {
  const crd = "kurrentdbs.kurrent.io";
  const older = [{ op: "remove", path: "/spec/versions/0/additionalPrinterColumns" }];
  await plane.kubectl(["patch", "crd", crd, "--type=json", "-p", JSON.stringify(older)]);
  await upgrade(plane, "--force-conflicts");
  const columns = "{.spec.versions[0].additionalPrinterColumns[*].name}";
  assert.match(await plane.kubectl(["get", "crd", crd, "-o", `jsonpath=${columns}`]), /Phase Ready/);
});

/** A chart of an application team, with a cluster in it. */
function ofATeam(folder: string): string {
  mkdirSync(join(folder, "team/templates"), { recursive: true });
  writeFileSync(join(folder, "team/Chart.yaml"), "apiVersion: v2\nname: team\nversion: 1.0.0\n");
  cpSync(CLUSTER, join(folder, "team/templates/cluster.yaml"));
  return join(folder, "team");
}

test("helm --wait goes by kstatus, to which a cluster that no operator has looked at is in progress", async (plane) => {
  const install = (timeout: string) =>
    helm(
      "upgrade",
      "--install",
      "team",
      ofATeam(plane.folder),
      "--kubeconfig",
      plane.kubeconfig(),
      "--wait",
      "--timeout",
      timeout,
    );
  await assert.rejects(install("5s"), /my-eventstore[^\n]*InProgress/);

  const cluster = JSON.parse(await plane.kubectl(["get", "kurrentdb", "my-eventstore", "-o", "json"]));
  const { status } = kurrentDB.sync(firstSync(cluster, kurrentDB.childKinds), "2026-01-02T03:04:05Z");
  const say = (type: string, word: "True" | "False") =>
    status.conditions.map((one) => (one.type === type ? { ...one, status: word } : one));
  const write = (conditions: object[]) =>
    plane.kubectl([
      "patch",
      "kurrentdb",
      "my-eventstore",
      "--subresource=status",
      "--type=merge",
      "-p",
      JSON.stringify({ status: { ...status, conditions } }),
    ]);
  await write(status.conditions);
  await assert.rejects(install("5s"), /my-eventstore[^\n]*InProgress/, "it is being created");
  const ready = say("Ready", "True").map((one) =>
    one.type === "Reconciling" ? { ...one, status: "False" as const } : one,
  );
  await write(ready);
  await install("60s");
});
