import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { box, configMap, play, statusOf } from "./hooks.ts";

const finalizer = "metacontroller.io/compositecontroller-boxes";

describe("with a finalize hook", () => {
  test("the finalizer comes before anything else", async (t) => {
    const { create, requests, writes } = await play(t, {
      sync: () => ({ status: {}, children: [configMap("a")] }),
      finalize: () => ({ finalized: true }),
    });
    await create(box());
    assert.deepEqual(writes().slice(0, 2), ["update Box box", "create ConfigMap a"]);
    assert.deepEqual(requests[0]?.parent.metadata.finalizers, [finalizer]);
  });

  test("children go as it says, then the finalizer, then the garbage collector takes the rest", async (t) => {
    const {
      create,
      delete: remove,
      requests,
      get,
      cluster,
      writes,
      calls,
    } = await play(t, {
      sync: () => ({ status: {}, children: [configMap("first"), configMap("last")] }),
      finalize: ({ children }) => {
        const rest = Object.keys(children["ConfigMap.v1"]!);
        return { status: { phase: "Deleting" }, children: [configMap("last")], finalized: rest.length === 1 };
      },
    });
    await create(box());
    writes();
    calls.length = 0;
    await remove("Box", "box");
    assert.ok(requests.at(-1)?.finalizing);
    assert.ok(requests.at(-1)?.parent.metadata.deletionTimestamp);
    assert.deepEqual(calls, ["finalize", "finalize"]);
    assert.deepEqual(writes(), ["delete ConfigMap first", "updateStatus Box box", "update Box box"]);
    assert.equal(get("Box", "box"), undefined);
    assert.equal(get("ConfigMap", "last"), undefined);
    assert.ok(cluster.writes.some(({ manager }) => manager === "garbage-collector"));
  });

  test("an answer that is not final keeps the parent", async (t) => {
    const {
      create,
      delete: remove,
      get,
    } = await play(t, {
      sync: () => ({ status: {} }),
      finalize: () => ({ status: { phase: "Deleting" }, finalized: false }),
    });
    await create(box());
    await remove("Box", "box");
    assert.deepEqual(get("Box", "box")?.metadata.finalizers, [finalizer]);
    assert.equal(statusOf(get("Box", "box")).phase, "Deleting");
  });
});

describe("without a finalize hook", () => {
  test("a parent goes at once, and its children with it", async (t) => {
    const {
      create,
      delete: remove,
      get,
      calls,
    } = await play(t, {
      sync: () => ({ status: {}, children: [configMap("a")] }),
    });
    await create(box());
    assert.equal(get("Box", "box")?.metadata.finalizers, undefined);
    calls.length = 0;
    await remove("Box", "box");
    assert.equal(get("ConfigMap", "a"), undefined);
    assert.deepEqual(calls, []);
  });

  test("a finalizer from before is taken off", async (t) => {
    const { create, get } = await play(t, { sync: () => ({ status: {} }) });
    await create({ ...box(), metadata: { name: "box", finalizers: [finalizer, "somebody/else"] } });
    assert.deepEqual(get("Box", "box")?.metadata.finalizers, ["somebody/else"]);
  });
});
