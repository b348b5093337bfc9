import assert from "node:assert/strict";
import { test } from "node:test";
import { probes } from "../../../../../src/chronik/cluster/tiered/children/probes.ts";
import { ROLES, type Role } from "../../../../../src/chronik/cluster/tiered/roles.ts";
import { clusterOf } from "../../cluster-of.ts";

const probesOf = (kind: string | undefined, role: Role) =>
  probes(clusterOf(kind === undefined ? {} : { probes: kind }), role);

test("the contract is HTTP on the health port, for every role", () => {
  for (const role of ROLES) {
    const { startupProbe, livenessProbe, readinessProbe } = probesOf(undefined, role);
    assert.deepEqual(startupProbe?.httpGet, { path: "/healthz", port: "health", scheme: "HTTP" });
    assert.deepEqual(livenessProbe?.httpGet, startupProbe?.httpGet);
    assert.equal(readinessProbe?.httpGet?.path, "/readyz");
    assert.equal(startupProbe!.periodSeconds! * startupProbe!.failureThreshold!, 300);
  }
});

test("Tcp asks whether the port that is served is open, and leaves alone those that serve none", () => {
  for (const [role, port] of [
    ["ingest", "kafka"],
    ["search", "grpc"],
  ] as const) {
    const found = probesOf("Tcp", role);
    assert.deepEqual(
      [found.startupProbe, found.livenessProbe, found.readinessProbe].map((probe) => probe?.tcpSocket?.port),
      [port, port, port],
    );
    assert.ok(found.livenessProbe?.httpGet === undefined);
  }
  assert.deepEqual(probesOf("Tcp", "controller"), {});
});

test("None asks nobody", () => {
  for (const role of ROLES) assert.deepEqual(probesOf("None", role), {});
});
