import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { WorkQueue } from "../support/metacontroller/work-queue.ts";
import { box, play } from "./hooks.ts";

describe("the queue", () => {
  test("holds a key once", async () => {
    const queue = new WorkQueue();
    queue.add("a");
    queue.add("b");
    queue.add("a");
    assert.deepEqual([await queue.take(), await queue.take()], ["a", "b"]);
    assert.deepEqual(queue.busy, ["a", "b"]);
  });

  test("gives a key to one worker at a time, and again when it was added meanwhile", async () => {
    const queue = new WorkQueue();
    queue.add("a");
    await queue.take();
    queue.add("a");
    const next = queue.take();
    queue.done("a");
    assert.equal(await next, "a");
    queue.done("a");
    assert.ok(queue.idle);
  });

  test("tries again after 5 ms, 10 ms, 20 ms …, and after 5 ms once it was forgotten", async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
    const queue = new WorkQueue();
    const isTakenAfter = async (milliseconds: number) => {
      let isTaken = false;
      queue.addRateLimited("a");
      const taken = queue.take().then((key) => {
        isTaken = true;
        queue.done(key!);
      });
      t.mock.timers.tick(milliseconds - 1);
      await Promise.resolve();
      assert.ok(!isTaken, `not before ${milliseconds} ms`);
      t.mock.timers.tick(1);
      await taken;
    };
    for (const milliseconds of [5, 10, 20]) await isTakenAfter(milliseconds);
    queue.forget("a");
    await isTakenAfter(5);
  });

  test("is idle while only a resync lies ahead, and not while a retry does", () => {
    const queue = new WorkQueue();
    queue.addAfter("a", 10_000, { retry: false });
    assert.ok(queue.idle);
    queue.addAfter("b", 10_000, { retry: true });
    assert.deepEqual(queue.busy, ["b"]);
    queue.close();
  });
});

test("resyncAfterSeconds starts a sync of its own", async (t) => {
  let first = true;
  const { create, calls } = await play(t, {
    sync: () => {
      const answer = { status: {}, ...(first && { resyncAfterSeconds: 0.05 }) };
      first = false;
      return answer;
    },
  });
  await create(box());
  const before = calls.length;
  while (calls.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(calls.at(-1), "sync");
});

test("the same seed works through children in the same order, another one in another", async (t) => {
  const names = [..."abcdefgh"];
  const order = async (seed: number) => {
    const children = names.map((name) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }));
    const { create, writes } = await play(t, { sync: () => ({ status: {}, children }) }, {}, { seed });
    await create(box());
    return writes().filter((write) => write.startsWith("create"));
  };
  assert.deepEqual(await order(7), await order(7));
  assert.notDeepEqual(await order(7), await order(8));
});
