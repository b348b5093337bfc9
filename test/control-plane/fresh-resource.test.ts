/** A custom resource that no operator has looked at yet, by the API server itself: it is seen to be not done. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { controllers } from "../../src/operators.ts";
import type { ControlPlane } from "../support/control-plane/control-plane.ts";
import { crdsServed } from "../support/control-plane/crds.ts";
import { onControlPlane } from "../support/control-plane/suite.ts";

const CRDS = fileURLToPath(new URL("../../crds", import.meta.url));
const NOW = "2026-01-02T03:04:05Z";
const test = await onControlPlane({ own: true });

/** The definitions, once. */
let served: Promise<void> | undefined;
async function prepare(plane: ControlPlane): Promise<void> {
  served ??= (async () => {
    const files = readdirSync(CRDS).filter((name) => name.endsWith(".yaml"));
    await plane.kubectl(["apply", "--server-side", ...files.flatMap((name) => ["-f", join(CRDS, name)])]);
    await crdsServed(plane);
  })();
  await served;
}

for (const { customResource, example, sync } of controllers) {
  const { plural, group, kind } = customResource;
  const { apiVersion, metadata, spec } = example.parent;
  const { name } = metadata;
  const resource = `${plural}.${group}/${name}`;
  const manifest = JSON.stringify({ apiVersion, kind, metadata: { name, namespace: "default" }, spec });
  const stored = async ({ kubectl }: ControlPlane) =>
    JSON.parse(await kubectl(["get", resource, "-o", "json"]));
  const ready = (plane: ControlPlane, timeout: string) =>
    plane.kubectl(["wait", "--for=condition=Ready", resource, `--timeout=${timeout}`]);

  test(`${kind}: before its first status it is of no generation, which to kstatus is in progress`, async (plane) => {
    await prepare(plane);
    await plane.kubectl(["create", "-f", "-"], { stdin: manifest });
    const { status, metadata } = await stored(plane);
    assert.deepEqual(status, { observedGeneration: -1 });
    assert.equal(metadata.generation, 1);
    const [listed] = JSON.parse(await plane.kubectl(["get", plural, "-o", "json"])).items;
    assert.deepEqual(listed.status, { observedGeneration: -1 }, "Metacontroller lists and watches");
  });

  test(`${kind}: nobody writes because of it`, async (plane) => {
    await prepare(plane);
    const version = async () => (await stored(plane)).metadata.resourceVersion;
    for (const how of [[], ["--server-side", "--force-conflicts"]]) {
      const apply = () => plane.kubectl(["apply", ...how, "-f", "-"], { stdin: manifest });
      // The first of a kind notes on the resource what it applied.
      await apply();
      const before = await version();
      await apply();
      assert.equal(await version(), before, how.join(" "));
    }
    assert.equal(await plane.kubectl(["diff", "--server-side", "-f", "-"], { stdin: manifest }), "");
    const { status, metadata } = await stored(plane);
    assert.deepEqual([status, metadata.generation], [{ observedGeneration: -1 }, 1]);
  });

  test(`${kind}: meanwhile its spec and its metadata can be changed, and a wrong spec is refused`, async (plane) => {
    await prepare(plane);
    await plane.kubectl(["annotate", resource, `${group}/paused=true`]);
    await plane.kubectl(["annotate", resource, `${group}/paused-`]);
    const patch = (change: object) =>
      plane.kubectl(["patch", resource, "--type=merge", "-p", JSON.stringify({ spec: change })]);
    await patch({ podAnnotations: { "example.org/a": "b" } });
    const { status, metadata } = await stored(plane);
    assert.deepEqual([status, metadata.generation], [{ observedGeneration: -1 }, 2]);
    await assert.rejects(patch({ image: 3 }), /image/);
  });

  test(`${kind}: kubectl wait waits, until the operator says that it is Ready`, async (plane) => {
    await prepare(plane);
    await assert.rejects(ready(plane, "1s"), /timed out/);
    const parent = await stored(plane);
    const { status } = sync({ ...example, parent }, NOW);
    assert.notEqual(status.phase, "Failed", "a status of nobody's counts as none");
    const write = (conditions: object[]) =>
      plane.kubectl([
        "patch",
        resource,
        "--subresource=status",
        "--type=merge",
        "-p",
        JSON.stringify({ status: { ...status, conditions } }),
      ]);
    await write(status.conditions);
    await assert.rejects(ready(plane, "1s"), /timed out/);
    await write(status.conditions.map((one) => (one.type === "Ready" ? { ...one, status: "True" } : one)));
    await ready(plane, "10s");
    assert.equal((await stored(plane)).status.observedGeneration, 2);
    await plane.kubectl(["delete", resource]);
  });
}
