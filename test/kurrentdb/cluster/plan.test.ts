/** How a KurrentDB is resized, started and stopped, step by step: the hook, with the double of the server behind it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { KurrentDBStatus } from "../../../src/kurrentdb/cluster/status-schema.ts";
import { Resource } from "./double/resource.ts";
import type { Wish } from "./double/wish.ts";
import { type Former, former } from "./double/writers.ts";
import { assertArrived, stopAndStart, withheld } from "./steps.ts";

const settled = (wish: Wish, left?: Former): Resource => {
  const resource = new Resource(wish, { former: left });
  resource.settle();
  resource.writers.write(1000);
  resource.run(5);
  onlyLast(resource.steps);
  return resource;
};

/** Forgets the steps so far but for the last. */
const onlyLast = (steps: string[]) => steps.splice(0, steps.length - 1);

const after = (resource: Resource, ...wishes: Wish[]): string => {
  for (const wish of wishes) {
    resource.edit(wish);
    resource.settle();
  }
  return resource.steps.join(" ");
};

const volumesOf = ({ members }: Resource) => members.volumes;

test("it grows in single steps: first those with the data learn the size, then one joins at a time", () => {
  assert.equal(after(settled({ replicas: 1 }), { replicas: 5 }), "1/1 1/3 2/3 3/3 0/5 3/5 4/5 5/5");
  assert.equal(after(settled({ replicas: 3 }), { replicas: 5 }), "3/3 0/5 3/5 4/5 5/5");
});

test("it shrinks the same way back, once that is confirmed", () => {
  assert.equal(
    after(settled({ replicas: 5 }), { replicas: 1, confirms: 1 }),
    "5/5 4/5 3/5 0/3 3/3 2/3 1/3 1/1",
    "a single member of three has no majority and is never Ready: waiting for it would be for ever",
  );
});

test("it does not shrink unconfirmed, and says what confirms it", () => {
  for (const confirms of [undefined, 3]) {
    const resource = settled({ replicas: 5 });
    assert.equal(after(resource, { replicas: 1, confirms }), "5/5", "another size is not this one");
    const { conditions, phase } = resource.answer!.status;
    const { status, reason, message } = conditions.find(({ type }) => type === "SpecFollowed")!;
    assert.deepEqual([phase, status, reason], ["Running", "False", "ShrinkNotConfirmed"]);
    assert.match(message, /kubectl annotate kurrentdb events -n data kurrent\.io\/confirm-shrink=1$/);
  }
});

test("a confirmation lets one shrink happen: the next one to the same size asks again, and says how", () => {
  const resource = settled({ replicas: 5 });
  assert.equal(after(resource, { replicas: 3, confirms: 3 }).split(" ").at(-1), "3/3");
  // People grow it again and leave the annotation where it is.
  after(resource, { replicas: 5, confirms: 3 });
  onlyLast(resource.steps);
  assert.equal(after(resource, { replicas: 3, confirms: 3 }), "5/5");
  const { message, reason } = resource.answer!.status.conditions.find(({ type }) => type === "SpecFollowed")!;
  assert.equal(reason, "ShrinkNotConfirmed");
  assert.match(
    message,
    /take away the confirmation .*confirm-shrink-\), then annotate it: .*confirm-shrink=3$/,
  );
  assert.equal(after(resource, { replicas: 3 }, { replicas: 3, confirms: 3 }).split(" ").at(-1), "3/3");
  assertArrived(resource);
});

test("with readiness Health and no TLS no member is added, whatever it is that asks for one, and the message says why", () => {
  const grown = settled({ replicas: 1, readiness: "Health" });
  assert.equal(after(grown, { replicas: 3, readiness: "Health" }), "1/1");
  // Two of three volumes are taken away while it is stopped; and a smaller size is not confirmed, so it stays at three.
  const emptied = settled({ replicas: 3, readiness: "Health" });
  after(emptied, { replicas: 0, readiness: "Health" });
  for (const name of ["events-1", "events-2"]) emptied.members.volumes.delete(name);
  assert.equal(after(emptied, { replicas: 1, readiness: "Health" }), "3/3 0/3 1/3");
  for (const [resource, phase] of [
    [grown, "Running"],
    [emptied, "Failed"],
  ] as const) {
    const { conditions, ...status } = resource.answer!.status;
    const { reason, message } = conditions.find(({ type }) => type === "SpecFollowed")!;
    assert.deepEqual([status.phase, reason], [phase, "ReadinessTooWeak"]);
    assert.match(message, /^No member is added: .*Use readiness Info, or TLS/);
  }
});

test("with readiness Health and no TLS no member is taken away either, half way or before, but a stop is no matter", () => {
  const weak = { readiness: "Health", confirms: 1 } as const;
  const whole = settled({ replicas: 3, readiness: "Health" });
  assert.equal(after(whole, { replicas: 1, ...weak }), "3/3");
  const halfWay = settled({ replicas: 5 });
  halfWay.edit({ replicas: 1, confirms: 1 });
  while (halfWay.set!.spec!.replicas !== 4) halfWay.step();
  assert.equal(after(halfWay, { replicas: 1, ...weak }), "5/5 4/5");
  for (const [resource, phase] of [
    [whole, "Running"],
    [halfWay, "Failed"],
  ] as const) {
    const { conditions, ...status } = resource.answer!.status;
    const { reason, message } = conditions.find(({ type }) => type === "SpecFollowed")!;
    assert.deepEqual([status.phase, reason], [phase, "ReadinessTooWeak"]);
    assert.match(message, /^No member is taken away: .*Use readiness Info, or TLS/);
    after(resource, { replicas: 0, ...weak });
    assert.equal(withheld(resource), "");
    after(resource, { replicas: 1, confirms: 1 });
    assertArrived(resource);
    assert.equal(resource.steps.at(-1), "1/1", "with readiness Info it goes on");
  }
});

test("members that were ready by readiness Health count as joined only when the probe of Info says so", () => {
  for (let seed = 0; seed < 10; seed++) {
    const resource = new Resource({ replicas: 1 }, { seed });
    const { members, writers, controller } = resource;
    resource.settle();
    for (let event = 0; event < 40; event++) writers.write(500_000);
    resource.run(2);
    members.network.slow("events-0", 250_000);
    resource.edit({ replicas: 3 });
    while (resource.set!.spec!.replicas !== 2) resource.step();
    resource.edit({ replicas: 3, readiness: "Health" });
    while (resource.set!.status!.readyReplicas !== 2) resource.step();
    resource.edit({ replicas: 3 });
    resource.onSync = (_, applied) => {
      if (applied.spec!.replicas! < 3) return;
      const second = controller.replicas.get(1)!.pod.member!;
      assert.deepEqual(writers.missingAt(second), [], "a third is started while the second copies");
    };
    resource.run(120);
    members.network.hasten();
    resource.settle();
    assertArrived(resource);
  }
});

test("a stopped cluster keeps its size and starts with all its members", () => {
  assert.equal(after(settled({ replicas: 3 }), { replicas: 0 }, { replicas: 3 }), "3/3 0/3 3/3");
  assert.equal(
    after(settled({ replicas: 5 }), { replicas: 0 }, { replicas: 3 }),
    "5/5 0/5 5/5",
    "a stop is no way around the confirmation",
  );
});

test("a stop half way keeps the newcomers out that never caught up: together they would be a majority", () => {
  const resource = settled({ replicas: 1 });
  resource.controller.ill.add(1);
  after(resource, { replicas: 3 });
  assert.deepEqual(resource.steps, ["1/1", "1/3", "2/3"]);
  resource.controller.ill.clear();
  assert.equal(after(resource, { replicas: 0 }, { replicas: 3 }), "1/1 1/3 2/3 0/3 1/3 2/3 3/3");
});

test("volumes that a shrink has left behind are no members with data", () => {
  const resource = settled({ replicas: 3 });
  after(resource, { replicas: 1, confirms: 1 });
  onlyLast(resource.steps);
  resource.controller.ill.add(1);
  after(resource, { replicas: 3 });
  resource.controller.ill.clear();
  assert.equal(after(resource, { replicas: 0 }, { replicas: 3 }), "1/1 1/3 2/3 0/3 1/3 2/3 3/3");
});

test("growing that cannot go on can be taken back", () => {
  const resource = settled({ replicas: 1 });
  resource.controller.ill.add(1);
  assert.equal(
    after(resource, { replicas: 3 }, { replicas: 1, confirms: 1 }),
    "1/1 1/3 2/3 1/3 1/1",
    "the single member has no majority while it waits for a second, so nobody is served until then",
  );
});

test("a new cluster begins with the members whose volumes are there, and with all where there is none", () => {
  for (const [wanted, kept, steps] of [
    [1, 0, "1/1"],
    [3, 0, "3/3"],
    [5, 0, "5/5"],
    [3, 3, "3/3"],
    [3, 1, "1/3 2/3 3/3"],
    [3, 2, "2/3 3/3"],
    [5, 1, "1/5 2/5 3/5 4/5 5/5"],
    [5, 3, "3/5 4/5 5/5"],
    [5, 4, "4/5 5/5"],
  ] as const) {
    const [log] = former(1, [0]).logs;
    for (const first of [[], [{ replicas: 0 }]]) {
      // Each its own: members write to their logs.
      const left = {
        logs: Array.from({ length: kept }, () => log!.copy()),
        acknowledged: kept > 0 ? [0] : [],
      };
      const resource = new Resource(first[0] ?? { replicas: wanted }, { former: left });
      resource.settle();
      const from = first.length > 0 ? "0/1 " : "";
      assert.equal(after(resource, { replicas: wanted }), from + steps, `${wanted} wanted, ${kept} kept`);
    }
  }
});

test("a change of the template while members are below a majority does not stop the walk", () => {
  const resource = new Resource({ replicas: 5 }, { former: former(1, [0]) });
  resource.run(2);
  resource.edit({ replicas: 5, restartKey: "a" });
  resource.settle();
  assert.deepEqual(
    resource.steps,
    ["1/5", "2/5", "3/5", "4/5", "5/5"],
    "the StatefulSet controller replaces no member while one after it is not Ready, and none is yet",
  );
});

test("what members must agree on waits until all have stopped, and the message says how", () => {
  for (const [change, reason] of [
    [{ isTls: true }, "SecurityNeedsStop"],
    [{ nodePort: 2200 }, "NodePortNeedsStop"],
  ] as const) {
    const resource = settled({ replicas: 3 });
    const held = JSON.stringify(resource.request.children);
    after(resource, { replicas: 3, ...change });
    assert.equal(JSON.stringify(resource.request.children), held, `${reason}: no child is written`);
    const { phase, conditions } = resource.answer!.status;
    const { message, ...condition } = conditions.find(({ type }) => type === "SpecFollowed")!;
    assert.deepEqual([phase, condition.status, condition.reason], ["Running", "False", reason]);
    assert.match(
      message,
      /kurrent\.io\/confirm-stop=true\. Or set replicas to 0, wait until they have stopped, and set it back$/,
    );
    stopAndStart(resource);
    assert.equal(withheld(resource), "");
    assert.deepEqual(resource.steps, ["3/3", "0/3", "3/3"]);
  }
});

test("what waits for a stop while members are still joining needs intervention, and says so", () => {
  const resource = settled({ replicas: 1 });
  resource.controller.ill.add(1);
  after(resource, { replicas: 3 }, { replicas: 3, isTls: true });
  const { phase, conditions, ready } = resource.answer!.status as KurrentDBStatus;
  assert.deepEqual([phase, ready], ["Failed", "0/3"], "without a majority nobody is served until people act");
  const { status, reason, message } = conditions.find(({ type }) => type === "Stalled")!;
  assert.deepEqual([status, reason], ["True", "SecurityNeedsStop"]);
  assert.match(message, /^It stays half way at 2 of 3 members\. .* set replicas to 0/);
  resource.controller.ill.clear();
  stopAndStart(resource);
  assertArrived(resource);
});

test("it can be stopped without its Secrets, and starts when they are there", () => {
  const resource = settled({ replicas: 3 });
  resource.hasSecrets = false;
  assert.equal(after(resource, { replicas: 0 }), "3/3 0/3");
  assert.equal(after(resource, { replicas: 3 }), "3/3 0/3", "no pod could start");
  resource.hasSecrets = true;
  resource.settle();
  assert.deepEqual(resource.steps, ["3/3", "0/3", "3/3"]);
});

test("it is started again only when the last of the old members has let go", () => {
  const resource = settled({ replicas: 3 });
  resource.edit({ replicas: 0 });
  while (resource.set!.spec!.replicas !== 0) resource.step();
  resource.edit({ replicas: 3 });
  resource.onSync = (seen, applied) => {
    const isStarting = seen!.spec!.replicas === 0 && applied.spec!.replicas! > 0;
    if (isStarting) assert.equal(resource.controller.replicas.size, 0, "they take their time to stop");
  };
  resource.settle();
  assert.deepEqual(resource.steps, ["3/3", "0/3", "3/3"]);
});

test("volumes that are taken away while it is stopped do not come back as a majority of empty members", () => {
  for (const [size, kept, steps] of [
    [3, 1, "3/3 0/3 1/3 2/3 3/3"],
    [3, 2, "3/3 0/3 2/3 3/3"],
    [5, 3, "5/5 0/5 3/5 4/5 5/5"],
    [3, 0, "3/3 0/3 3/3"],
  ] as const) {
    const resource = settled({ replicas: size });
    after(resource, { replicas: 0 });
    for (let ordinal = kept; ordinal < size; ordinal++) volumesOf(resource).delete(`events-${ordinal}`);
    if (kept === 0) resource.writers.acknowledged.length = 0;
    assert.equal(after(resource, { replicas: size }), steps, `${kept} of ${size} volumes are left`);
    assertArrived(resource);
  }
});

test("a volume taken away before others while it is stopped lets nothing start, and is named", () => {
  const resource = settled({ replicas: 3 });
  after(resource, { replicas: 0 });
  volumesOf(resource).delete("events-1");
  assert.equal(after(resource, { replicas: 3 }), "3/3 0/3");
  assert.equal(withheld(resource), "VolumesWithGap");
  assert.equal(resource.answer!.status.phase, "Failed");
});

test("members that somebody adds by hand are sent away before they can be a majority of strangers", () => {
  const resource = settled({ replicas: 3 });
  resource.set!.spec!.replicas = 5;
  resource.settle();
  assert.equal(resource.set!.spec!.replicas, 3);
  assertArrived(resource);
});

test("members that somebody takes away by hand come back one at a time", () => {
  const resource = settled({ replicas: 3 });
  resource.set!.spec!.replicas = 1;
  Object.assign(resource.set!.metadata!, { generation: 9 });
  resource.settle();
  assert.deepEqual(resource.steps, ["3/3", "1/3", "2/3", "3/3"]);
});

test("a change taken back half way is no settled state, though the revisions are equal again", () => {
  const resource = settled({ replicas: 3, restartKey: "a" });
  resource.edit({ replicas: 3, restartKey: "b" });
  while (resource.set!.status!.updatedReplicas !== 1) resource.step();
  resource.edit({ replicas: 5, restartKey: "a" });
  resource.onSync = (seen) => {
    const { updatedReplicas, replicas } = seen!.status!;
    if (updatedReplicas! < replicas!)
      assert.deepEqual(resource.steps, ["3/3"], "a member still has the change");
  };
  while (resource.steps.length === 1) resource.step();
  resource.onSync = () => undefined;
  resource.settle();
  assert.deepEqual(resource.steps, ["3/3", "0/5", "3/5", "4/5", "5/5"]);
});
