/** The overlay dev has a sync a second: however long the service was away, whoever brings it back waits no longer. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { KindKey } from "../../src/kubernetes/object.ts";
import { kurrentDB } from "../../src/kurrentdb/cluster/controller.ts";
import { METACONTROLLER_USER, startMetacontroller } from "../support/control-plane/metacontroller.ts";
import { metacontrollerCrds } from "../support/control-plane/metacontroller-crds.ts";
import { onControlPlane } from "../support/control-plane/suite.ts";
import { kustomize, objectsOf } from "./kustomize.ts";

const CONTROLLER: KindKey = "CompositeController.metacontroller.k8s.io/v1alpha1";
const test = await onControlPlane({
  own: true,
  users: { [METACONTROLLER_USER]: ["system:serviceaccounts"] },
});

test("in dev, a sync that keeps failing is tried again every second", async (plane) => {
  const calls: number[] = [];
  const broken = createServer((_request, response) => {
    calls.push(Date.now());
    response.writeHead(500).end();
  });
  broken.listen(0, "127.0.0.1");
  await once(broken, "listening");
  const host = `127.0.0.1:${(broken.address() as AddressInfo).port}`;

  for (const crd of metacontrollerCrds) await plane.client.apply(crd);
  await plane.until("Metacontroller's kinds to be served", () => plane.client.list(CONTROLLER));
  const yaml = await kustomize("deploy/kurrentdb/overlays/dev");
  const here = yaml.replaceAll("kurrentdb-operator.kurrentdb-system.svc:9443", host);
  for (const object of objectsOf(here)) await plane.client.apply(object);
  const { customResource } = kurrentDB;
  const kind: KindKey = `${customResource.kind}.${customResource.group}/${customResource.version}`;
  await plane.until("KurrentDB to be served", () => plane.client.list(kind));
  await plane.client.create({
    ...kurrentDB.example.parent,
    metadata: { name: "dev", namespace: "default" },
  } as never);

  const metacontroller = await startMetacontroller(plane, "dynamic-apply");
  // Without it, the retries of 11 s are 5 s apart, and those of a quarter of an hour as much.
  await plane.until("11 s of failures", () => calls.length > 0 && calls.at(-1)! - calls[0]! > 11_000);
  await metacontroller.stop();
  broken.close();
  broken.closeAllConnections();

  const late = calls.filter((time) => time > calls[0]! + 5_000);
  const gaps = late.slice(1).map((time, index) => time - late[index]!);
  assert.ok(Math.max(...gaps) < 2_000, `gaps between retries: ${gaps.join(", ")} ms`);
});
