import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lastAppliedAnnotation } from "../support/metacontroller/child-metadata.ts";
import type { ApplyStrategy } from "../support/metacontroller/metacontroller.ts";
import type { KubeObject } from "../support/metacontroller/store.ts";
import { box, configMap, play } from "./hooks.ts";

const strategies: ApplyStrategy[] = ["dynamic-apply", "server-side-apply"];

for (const strategy of strategies) {
  const create = strategy === "dynamic-apply" ? "create" : "apply";
  const update = strategy === "dynamic-apply" ? "update" : "apply";

  describe(strategy, () => {
    test("creates children, owned and labelled, and then keeps quiet", async (t) => {
      const data = { a: "1" };
      const {
        create: user,
        get,
        writes,
        metacontroller,
        cluster,
      } = await play(
        t,
        { sync: () => ({ status: { phase: "Running" }, children: [configMap("a", data)] }) },
        {},
        { strategy },
      );
      const parent = await user(box());
      assert.deepEqual(writes(), [`${create} ConfigMap a`, "updateStatus Box box"]);
      const child = get("ConfigMap", "a")!;
      assert.equal(child.metadata.namespace, "default", "the parent's");
      assert.equal(child.metadata.labels?.["controller-uid"], parent.metadata.uid);
      assert.deepEqual(child.metadata.ownerReferences, [
        {
          apiVersion: "example.org/v1",
          kind: "Box",
          name: "box",
          uid: parent.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
      assert.deepEqual(get("Box", "box")?.status, { phase: "Running", observedGeneration: 1 });

      metacontroller.sync(parent);
      await metacontroller.settled();
      assert.deepEqual(writes(), []);
      assert.equal(cluster.list("Event").length, 0);
    });

    test("updates what differs, deletes what is left out, deletes first", async (t) => {
      const {
        create: user,
        change,
        get,
        writes,
      } = await play(
        t,
        {
          sync: ({ parent }) => ({
            status: {},
            children: (parent.spec.names as string[]).map((name) =>
              configMap(name, { of: parent.spec.of as string }),
            ),
          }),
        },
        {},
        { strategy },
      );
      await user(box({ names: ["a", "b"], of: "1" }));
      writes();
      await change("Box", "box", ({ spec }) => Object.assign(spec as object, { names: ["b", "c"], of: "2" }));
      const [first, ...rest] = writes();
      assert.equal(first, "delete ConfigMap a");
      assert.deepEqual(
        rest.sort(),
        [`${create} ConfigMap c`, `${update} ConfigMap b`, "updateStatus Box box"].sort(),
      );
      assert.deepEqual(get("ConfigMap", "b")?.data, { of: "2" });
    });

    test("leaves fields of others alone and brings back its own", async (t) => {
      const {
        create: user,
        change,
        get,
      } = await play(
        t,
        { sync: () => ({ status: {}, children: [configMap("a", { ours: "1" })] }) },
        {},
        { strategy },
      );
      await user(box());
      await change("ConfigMap", "a", (object) => {
        object.data = { ours: "broken", theirs: "kept" };
        object.metadata.labels!.theirs = "kept";
      });
      assert.deepEqual(get("ConfigMap", "a")?.data, { ours: "1", theirs: "kept" });
      assert.equal(get("ConfigMap", "a")?.metadata.labels?.theirs, "kept");
    });

    test("creates again what was deleted", async (t) => {
      const {
        create: user,
        delete: remove,
        get,
        writes,
      } = await play(t, { sync: () => ({ status: {}, children: [configMap("a")] }) }, {}, { strategy });
      await user(box());
      writes();
      await remove("ConfigMap", "a");
      assert.deepEqual(writes(), [`${create} ConfigMap a`]);
      assert.ok(get("ConfigMap", "a"));
    });

    test("never updates a kind without an update method", async (t) => {
      const {
        create: user,
        change,
        get,
      } = await play(
        t,
        { sync: ({ parent }) => ({ status: {}, children: [configMap("a", { v: String(parent.spec.v) })] }) },
        { childResources: [{ apiVersion: "v1", resource: "configmaps" }] },
        { strategy },
      );
      await user(box({ v: 1 }));
      await change("Box", "box", ({ spec }) => Object.assign(spec as object, { v: 2 }));
      assert.deepEqual(get("ConfigMap", "a")?.data, { v: "1" });
    });

    test("deletes and creates again where the method is Recreate", async (t) => {
      const {
        create: user,
        change,
        get,
      } = await play(
        t,
        { sync: ({ parent }) => ({ status: {}, children: [configMap("a", { v: String(parent.spec.v) })] }) },
        {
          childResources: [
            { apiVersion: "v1", resource: "configmaps", updateStrategy: { method: "Recreate" } },
          ],
        },
        { strategy },
      );
      await user(box({ v: 1 }));
      const { uid } = get("ConfigMap", "a")!.metadata;
      await change("Box", "box", ({ spec }) => Object.assign(spec as object, { v: 2 }));
      assert.deepEqual(get("ConfigMap", "a")?.data, { v: "2" });
      assert.notEqual(get("ConfigMap", "a")?.metadata.uid, uid);
    });
  });
}

describe("a foreign object under a child's name", () => {
  const hooks = { sync: () => ({ status: {}, children: [configMap("a", { ours: "1" })] }) };

  test("is left alone by dynamic apply, without a word", async (t) => {
    const { create, get, cluster } = await play(t, hooks);
    await create(configMap("a", { theirs: "1" }));
    await create(box());
    assert.deepEqual(get("ConfigMap", "a")?.data, { theirs: "1" });
    assert.equal(cluster.list("Event").length, 0);
  });

  test("is taken over by server-side apply", async (t) => {
    const { create, get } = await play(t, hooks, {}, { strategy: "server-side-apply" });
    await create(configMap("a", { theirs: "1" }));
    await create(box());
    assert.deepEqual(get("ConfigMap", "a")?.data, { theirs: "1", ours: "1" });
    assert.equal(get("ConfigMap", "a")?.metadata.ownerReferences?.length, 1);
  });

  const ofAnother = () => ({
    ...configMap("a", { theirs: "1" }),
    metadata: {
      name: "a",
      ownerReferences: [
        { apiVersion: "example.org/v1", kind: "Box", name: "box", uid: "gone", controller: true },
      ],
    },
  });

  test("is left alone by server-side apply where it has a controller, and an event says so", async (t) => {
    const { create, get, cluster } = await play(t, hooks, {}, { strategy: "server-side-apply" });
    await create(ofAnother());
    create(box()).catch(() => {}); // It never settles: the sync is tried again for ever.
    await until(() => cluster.list("Event").some(({ reason }) => reason === "SyncError"));
    assert.deepEqual(get("ConfigMap", "a")?.data, { theirs: "1" });
  });

  test("goes, and nothing starts a sync, not even where it was of the resource of that name before", async (t) => {
    const { create, get, delete: remove, calls } = await play(t, hooks);
    await create(ofAnother());
    await create(box());
    const before = calls.length;
    await remove("ConfigMap", "a");
    assert.equal(calls.length, before);
    assert.equal(get("ConfigMap", "a"), undefined);
  });

  test("goes, and is created with the sync that resyncAfterSeconds asked for", async (t) => {
    const asking = { sync: () => ({ ...hooks.sync(), resyncAfterSeconds: 0.05 }) };
    const { create, get, delete: remove, metacontroller } = await play(t, asking);
    await create(ofAnother());
    await create(box());
    await remove("ConfigMap", "a");
    await until(() => get("ConfigMap", "a") !== undefined);
    await metacontroller.settled();
    assert.deepEqual(get("ConfigMap", "a")?.data, { ours: "1" });
  });
});

test("children returned as they were observed are no change", async (t) => {
  const { create, writes, metacontroller } = await play(t, {
    sync: ({ children }) => {
      const observed = Object.values(children["ConfigMap.v1"]!);
      return {
        status: {},
        children: observed.length > 0 ? observed.map(lastApplied) : [configMap("a", { v: "1" })],
      };
    },
  });
  const parent = await create(box());
  writes();
  metacontroller.sync(parent);
  await metacontroller.settled();
  assert.deepEqual(writes(), []);
});

const lastApplied = ({ metadata: { annotations } }: KubeObject) =>
  JSON.parse(annotations![lastAppliedAnnotation]!);

describe("a request", () => {
  test("has every registered kind, and what was observed whole", async (t) => {
    const { create, requests } = await play(
      t,
      { sync: () => ({ status: {}, children: [configMap("a")] }) },
      {
        childResources: [
          { apiVersion: "v1", resource: "configmaps" },
          { apiVersion: "apps/v1", resource: "statefulsets" },
        ],
      },
      { strategy: "server-side-apply" },
    );
    await create(box({ v: 1 }));
    assert.deepEqual(requests[0]?.children, { "ConfigMap.v1": {}, "StatefulSet.apps/v1": {} });
    assert.deepEqual(requests[0]?.related, {});
    assert.equal(requests[0]?.finalizing, false);
    assert.equal(requests[0]?.controller.metadata.name, "boxes");
    const observed = requests.at(-1)?.children["ConfigMap.v1"]?.["default/a"];
    assert.ok(observed?.metadata.managedFields?.some(({ manager }) => manager === "metacontroller"));
  });

  test("does not show objects of others, even with a matching name", async (t) => {
    const { create, requests } = await play(t, { sync: () => ({ status: {} }) });
    await create(configMap("a"));
    await create(box());
    assert.deepEqual(requests.at(-1)?.children, { "ConfigMap.v1": {} });
  });
});

describe("orphans", () => {
  const selecting = { generateSelector: false };
  const spec = { selector: { matchLabels: { app: "box" } } };
  const labelled = (name: string) => ({ ...configMap(name), metadata: { name, labels: { app: "box" } } });

  test("that match the parent's selector are adopted", async (t) => {
    const hooks = { sync: () => ({ status: {}, children: [labelled("a")] }) };
    const { create, get } = await play(t, hooks, selecting);
    await create(labelled("a"));
    const parent = await create(box(spec));
    assert.equal(get("ConfigMap", "a")?.metadata.ownerReferences?.[0]?.uid, parent.metadata.uid);
  });

  test("are what children become whose labels stop matching", async (t) => {
    const hooks = { sync: () => ({ status: {}, children: [labelled("a")] }) };
    const { create, change, get } = await play(t, hooks, selecting);
    await create(box(spec));
    await change("ConfigMap", "a", ({ metadata }) => Object.assign(metadata, { labels: {} }));
    assert.deepEqual(get("ConfigMap", "a")?.metadata.ownerReferences, []);
  });

  test("are not created: a child that the selector misses fails the sync", async (t) => {
    const hooks = { sync: () => ({ status: {}, children: [configMap("a")] }) };
    const { cluster, create, get } = await play(t, hooks, selecting);
    create(box(spec)).catch(() => {}); // It never settles: the sync is tried again for ever.
    await until(() => cluster.list("Event").length > 0);
    assert.match(String(cluster.list("Event")[0]?.message), /do not match the selector/);
    assert.equal(get("ConfigMap", "a"), undefined);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < end, `not within 10 s: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
