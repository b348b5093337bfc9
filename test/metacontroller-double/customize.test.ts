import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readSyncAnswer } from "../support/metacontroller/answer.ts";
import { box, type HookRequest, play, statusOf } from "./hooks.ts";

const secret = (name: string, labels: Record<string, string> = {}) => ({
  kind: "Secret",
  metadata: { name, labels },
});

const asking = (...rules: object[]) => ({
  sync: ({ related }: HookRequest) => ({ status: { related: Object.keys(related["Secret.v1"] ?? {}) } }),
  customize: () => ({
    relatedResources: rules.map((rule) => ({ apiVersion: "v1", resource: "secrets", ...rule })),
  }),
});

test("the hook is asked once for each generation of a parent", async (t) => {
  const { create, change, calls, metacontroller } = await play(t, asking({ names: ["a"] }));
  const parent = await create(box({ v: 1 }));
  metacontroller.sync(parent);
  await metacontroller.settled();
  const asked = () => calls.filter((call) => call === "customize").length;
  assert.equal(asked(), 1);
  await change("Box", "box", ({ metadata }) => Object.assign(metadata, { labels: { a: "b" } }));
  assert.equal(asked(), 1, "a label is no new generation");
  await change("Box", "box", ({ spec }) => Object.assign(spec as object, { v: 2 }));
  assert.equal(asked(), 2);
});

test("a related object that comes, changes or goes starts a sync; another one does not", async (t) => {
  const {
    create,
    change,
    delete: remove,
    get,
    calls,
  } = await play(t, asking({ names: ["a"], namespace: "default" }));
  await create(box());
  assert.deepEqual(get("Box", "box")?.status, { related: [], observedGeneration: 1 });
  await create(secret("a"));
  assert.deepEqual(get("Box", "box")?.status, { related: ["default/a"], observedGeneration: 1 });

  const syncsDuring = async (work: () => Promise<unknown>) => {
    const before = calls.length;
    await work();
    return calls.length - before;
  };
  assert.equal(
    await syncsDuring(() =>
      change("Secret", "a", (object) => Object.assign(object, { data: { k: "dg==" } })),
    ),
    1,
  );
  assert.equal(await syncsDuring(() => create(secret("b"))), 0);
  await remove("Secret", "a");
  assert.deepEqual(get("Box", "box")?.status, { related: [], observedGeneration: 1 });
});

describe("a rule selects", () => {
  const rules = [
    {
      reason: "by name in one namespace",
      rule: { namespace: "default", names: ["a"] },
      found: ["default/a"],
    },
    { reason: "by name in every namespace", rule: { names: ["a"] }, found: ["default/a", "other/a"] },
    { reason: "a whole namespace", rule: { namespace: "other" }, found: ["other/a", "other/c"] },
    {
      reason: "by labels in every namespace",
      rule: { labelSelector: { matchLabels: { app: "x" } } },
      found: ["default/b", "other/c"],
    },
    {
      reason: "by labels in one namespace",
      rule: { namespace: "other", labelSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } },
      found: ["other/c"],
    },
    {
      reason: "by labels of the namespace",
      rule: { namespaceSelector: { matchLabels: { team: "x" } } },
      found: ["other/a", "other/c"],
    },
    {
      reason: "everything when it says nothing",
      rule: {},
      found: ["default/a", "default/b", "other/a", "other/c"],
    },
  ];
  for (const { reason, rule, found } of rules) {
    test(reason, async (t) => {
      const { create, get, cluster } = await play(t, asking(rule));
      const user = cluster.as("kubectl");
      const namespaces = await user.kind("v1", "Namespace");
      const labels = { team: "x" };
      await user.create(namespaces, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "other", labels },
      });
      await create(secret("a"));
      await create(secret("b", { app: "x" }));
      await create({ kind: "Secret", metadata: { name: "a", namespace: "other" } });
      await create({ kind: "Secret", metadata: { name: "c", namespace: "other", labels: { app: "x" } } });
      await create(box());
      assert.deepEqual(statusOf(get("Box", "box")).related, found);
    });
  }
});

describe("a rule is refused, and every sync with it,", () => {
  const refused = [
    {
      reason: "with names and a selector",
      rule: { names: ["a"], labelSelector: {} },
      says: /names and by a selector/,
    },
    {
      reason: "with a namespace and a namespaceSelector",
      rule: { namespace: "default", namespaceSelector: {} },
      says: /in a namespace and by a namespaceSelector/,
    },
    { reason: "for a kind that is not served", rule: { resource: "gizmos" }, says: /gizmos is not served/ },
  ];
  for (const { reason, rule, says } of refused) {
    test(reason, async (t) => {
      const { cluster, create, calls } = await play(t, asking(rule));
      void create(box()).catch(() => {});
      while (cluster.list("Event").length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.match(String(cluster.list("Event")[0]?.message), says);
      assert.ok(!calls.includes("sync"));
    });
  }
});

test("an answer is remembered by its ETag where the registration says so", async (t) => {
  const body = JSON.stringify({ status: { told: "once" } });
  const seen: (string | undefined)[] = [];
  const { create, get, metacontroller } = await play(
    t,
    {
      sync: (_, headers) => {
        seen.push(headers["if-none-match"]);
        return headers["if-none-match"]
          ? { status: 304, body: "" }
          : { status: 200, headers: { ETag: '"1"' }, body };
      },
    },
    {
      hooks: {
        sync: { version: "v2", webhook: { url: "http://service.invalid/sync", etag: { enabled: true } } },
      },
    },
  );
  const parent = await create(box());
  metacontroller.sync(parent);
  await metacontroller.settled();
  assert.deepEqual([seen[0], seen.at(-1)], [undefined, '"1"']);
  assert.deepEqual(get("Box", "box")?.status, { ...readSyncAnswer(body).status, observedGeneration: 1 });
});
