import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { box, configMap, play, statusOf } from "./hooks.ts";

describe("an answer that cannot be used", () => {
  const bad = [
    {
      reason: "another status than 200",
      answer: { status: 500, body: "the disk is full" },
      says: /500.*disk is full/,
    },
    { reason: "no JSON", answer: { status: 200, body: "oops" }, says: /JSON/ },
    { reason: "an unknown field", answer: { phase: "Running" }, says: /unknown field "phase"/ },
  ];
  for (const { reason, answer, says } of bad) {
    test(`${reason}: a Warning, nothing changed, another try`, async (t) => {
      let failures = 3;
      const { create, cluster, get, calls } = await play(t, {
        sync: () => (failures-- > 0 ? answer : { status: { ok: true }, children: [configMap("a")] }),
      });
      await create(box());
      const [event, ...more] = cluster.list("Event");
      assert.equal(more.length, 0, "the same again is counted, not told again");
      assert.equal(event?.type, "Warning");
      assert.equal(event?.reason, "SyncError");
      assert.equal(event?.count, 3);
      assert.match(String(event?.message), /^Sync error: /);
      assert.match(String(event?.message), says);
      assert.deepEqual((event?.involvedObject as { name: string } | undefined)?.name, "box");
      assert.equal(calls.length, 5, "three failures, the success, and the sync that its writes start");
      assert.deepEqual(get("Box", "box")?.status, { ok: true, observedGeneration: 1 });
    });
  }

  test("does not cost a child", async (t) => {
    let broken = false;
    const { create, get, metacontroller, calls } = await play(t, {
      sync: () => (broken ? { status: 503, body: "later" } : { status: {}, children: [configMap("a")] }),
    });
    const parent = await create(box());
    broken = true;
    const before = calls.length;
    metacontroller.sync(parent);
    // The second call comes after the first has failed.
    while (calls.length < before + 2) await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(metacontroller.settled(50), /Box default\/box .*503: later/);
    assert.ok(get("ConfigMap", "a"));
  });
});

describe("429", () => {
  test("is obeyed, and nobody is told", async (t) => {
    const times: number[] = [];
    const { create, cluster } = await play(t, {
      sync: () => {
        times.push(performance.now());
        return times.length === 1
          ? { status: 429, headers: { "Retry-After": "1" }, body: "" }
          : { status: {}, children: [] };
      },
    });
    await create(box());
    assert.ok(times[1]! - times[0]! >= 990, "a second later");
    assert.equal(cluster.list("Event").length, 0);
  });

  test("counts for the customize hook too", async (t) => {
    let busy = true;
    const { create, cluster, calls } = await play(t, {
      sync: () => ({ status: {} }),
      customize: () => {
        const answer = busy ? { status: 429, body: "" } : { relatedResources: [] };
        busy = false;
        return answer;
      },
    });
    await create(box());
    assert.deepEqual(calls.slice(0, 3), ["customize", "customize", "sync"]);
    assert.equal(cluster.list("Event").length, 0);
  });
});

test("a child that cannot be written does not keep the others and the status from being written", async (t) => {
  let name = "Not A Name";
  const { create, cluster, get, metacontroller } = await play(t, {
    sync: () => ({ status: { told: true }, children: [configMap(name), configMap("good")] }),
  });
  const waiting = create(box());
  while (cluster.list("Event").length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(get("ConfigMap", "good"));
  assert.equal(statusOf(get("Box", "box")).told, true);
  name = "fine";
  await waiting;
  await metacontroller.settled();
  assert.ok(get("ConfigMap", "fine"));
});

test("a registered kind that is not served keeps the controller from starting", async (t) => {
  const monitors = { apiVersion: "monitoring.coreos.com/v1", resource: "servicemonitors" };
  await assert.rejects(
    play(t, { sync: () => ({}) }, { childResources: [monitors] }),
    /servicemonitors is not served/,
  );
});
