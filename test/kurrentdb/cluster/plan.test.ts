/** That a KurrentDB changes without losing an event, whatever people do and in whatever order things happen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import type { KurrentDBStatus } from "../../../src/kurrentdb/cluster/status-schema.ts";
import { type Former, former, Members, majorityOf, type Wish } from "./members.ts";

type Action =
  | { do: "sync" }
  | { do: "control" }
  | { do: "leave"; which: number }
  | { do: "crash"; which: number }
  | { do: "write"; which: number }
  | { do: "join"; which: number; whom: number }
  | { do: "lose" }
  | { do: "secrets"; there: boolean }
  | { do: "wish"; wish: Wish };

const REPLICAS = [0, 1, 3, 5];
const which = fc.nat({ max: 4 });

const anyWish: fc.Arbitrary<Wish> = fc.record({
  replicas: fc.constantFrom(...REPLICAS, 3),
  confirms: fc.constantFrom(undefined, 1, 3),
  isTls: fc.constantFrom(false, false, true),
  nodePort: fc.constantFrom(2113, 2113, 2200),
  restartKey: fc.constantFrom(undefined, "a", "b"),
});

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Action>({ do: "sync" }) },
  { weight: 6, arbitrary: fc.constant<Action>({ do: "control" }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("leave" as const), which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("join" as const), which, whom: which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("write" as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), which }) },
  { weight: 1, arbitrary: fc.constant<Action>({ do: "lose" }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("secrets" as const), there: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wish" as const), wish: anyWish }) },
);

/** Volumes of a former cluster of which at most a minority was lost, and no smaller one is wanted now. */
const anyStart = fc.record({
  wish: anyWish,
  size: fc.constantFrom(1, 3, 5),
  majorities: fc.array(which, { minLength: 1, maxLength: 4 }),
  lost: fc.nat({ max: 2 }),
  isNew: fc.boolean(),
});
type Start = typeof anyStart extends fc.Arbitrary<infer T> ? T : never;

function begin({ wish, size, majorities, lost, isNew }: Start): Members {
  const kept = size - Math.min(lost, size - majorityOf(size));
  return isNew || wish.replicas < size
    ? new Members(wish)
    : new Members(wish, former(size, majorities, kept));
}

function act(members: Members, action: Action): void {
  if (action.do === "sync") checkedSync(members);
  else if (action.do === "control") members.control();
  else if (action.do === "leave") members.leave(action.which);
  else if (action.do === "join") members.join(action.which, action.whom);
  else if (action.do === "write") members.write(action.which);
  else if (action.do === "lose") members.loseVolumes();
  else if (action.do === "crash") members.crash(action.which);
  else if (action.do === "wish") members.edit(action.wish);
  else members.hasSecrets = action.there;
}

const sizeOf = (set: StatefulSet) => Number(set.metadata!.annotations!["kurrent.io/cluster-size"]);
const membersOf = (set: StatefulSet) => set.spec!.replicas!;

/** A sync, and what may not happen in any. */
function checkedSync(members: Members): void {
  const before = members.set;
  members.sync();
  const after = members.set;
  if (!before || !after) return;
  const { spec, metadata } = members.request.parent;
  const wanted = (spec as Wish).replicas;
  const confirmed = metadata.annotations?.["kurrent.io/confirm-shrink"] === String(wanted);
  const [had, has] = [membersOf(before), membersOf(after)];
  const [was, is] = [sizeOf(before), sizeOf(after)];
  const hasPods = had > 0 || members.pods.length > 0;

  if (had > 0 && has > 0) assert.ok(Math.abs(has - had) <= 1, `from ${had} members to ${has} at once`);
  if (has > 0 && has < had) assert.ok(confirmed, `${had} members become ${has} without being confirmed`);
  if (is !== was && hasPods) {
    assert.ok(is > was || confirmed, `size ${was} becomes ${is} without being confirmed`);
    assert.equal(Math.abs(is - was), 2, `size ${was} becomes ${is}, not its neighbour`);
    const { replicas, readyReplicas, updatedReplicas } = before.status!;
    assert.equal(replicas, had, "before all members are there");
    if (had === 1) assert.equal(updatedReplicas, 1, "before it has the last change");
    if (had >= majorityOf(was)) assert.equal(readyReplicas, had, "before all members are Ready");
  }
}

test("no event is lost, no step is left out, and every way ends where it should", () =>
  fc.assert(
    fc.property(anyStart, fc.array(anyAction, { maxLength: 80 }), (start, actions) => {
      const members = begin(start);
      members.sync();
      for (const action of actions) act(members, action);
      members.hasSecrets = true;
      settle(members);
      if (/NeedsStop/.test(heldBack(members))) stopAndStart(members);
      assertArrived(members);
    }),
    { numRuns: 150, includeErrorInReport: true },
  ));

const settle = (members: Members) => members.settle(() => checkedSync(members));

/** What the message says that people should do. */
function stopAndStart(members: Members): void {
  const { wish } = members;
  members.edit({ ...wish, replicas: 0 });
  settle(members);
  members.edit(wish);
  settle(members);
}

/** The reason why a part of the spec is not followed, if any. */
const heldBack = ({ answer }: Members): string => {
  const { status, reason } = answer!.status.conditions.find(({ type }) => type === "SpecFollowed")!;
  return status === "True" ? "" : reason;
};

function assertArrived(members: Members): void {
  const { status } = members.answer!;
  const { replicas: wanted, confirms } = members.wish;
  const set = members.set!;
  const why = JSON.stringify(status);
  assert.equal(status.phase, "Running", why);
  assert.equal(members.pods.filter(({ isReady }) => isReady).length, membersOf(set), why);
  if (wanted > 0) assert.equal(membersOf(set), sizeOf(set), why);
  if (heldBack(members) === "ShrinkNotConfirmed" && wanted > 0) {
    assert.ok(wanted < sizeOf(set) && confirms !== wanted, why);
  } else {
    assert.deepEqual([membersOf(set), heldBack(members)], [wanted, ""], why);
  }
}

const settled = (wish: Wish, left?: Former): Members => {
  const members = new Members(wish, left);
  settle(members);
  members.write(0);
  onlyLast(members.steps);
  return members;
};

/** Forgets the steps so far but for the last. */
const onlyLast = (steps: string[]) => steps.splice(0, steps.length - 1);

const after = (members: Members, ...wishes: Wish[]): string => {
  for (const wish of wishes) {
    members.edit(wish);
    settle(members);
  }
  return members.steps.join(" ");
};

test("it grows in single steps: first those with the data learn the size, then one joins at a time", () => {
  assert.equal(after(settled({ replicas: 1 }), { replicas: 5 }), "1/1 1/3 2/3 3/3 3/5 4/5 5/5");
  assert.equal(after(settled({ replicas: 3 }), { replicas: 5 }), "3/3 3/5 4/5 5/5");
});

test("it shrinks the same way back, once that is confirmed", () => {
  assert.equal(
    after(settled({ replicas: 5 }), { replicas: 1, confirms: 1 }),
    "5/5 4/5 3/5 3/3 2/3 1/3 1/1",
    "a single member of three has no majority and is never Ready: waiting for it would be for ever",
  );
});

test("it does not shrink unconfirmed, and says what confirms it", () => {
  for (const confirms of [undefined, 3]) {
    const members = settled({ replicas: 5 });
    assert.equal(after(members, { replicas: 1, confirms }), "5/5", "another size is not this one");
    const { conditions, phase } = members.answer!.status;
    const { status, reason, message } = conditions.find(({ type }) => type === "SpecFollowed")!;
    assert.deepEqual([phase, status, reason], ["Running", "False", "ShrinkNotConfirmed"]);
    assert.match(message, /kubectl annotate kurrentdb events -n data kurrent\.io\/confirm-shrink=1$/);
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
  const members = settled({ replicas: 1 });
  members.ill.add(1);
  after(members, { replicas: 3 });
  assert.deepEqual(members.steps, ["1/1", "1/3", "2/3"]);
  members.ill.clear();
  assert.equal(after(members, { replicas: 0 }, { replicas: 3 }), "1/1 1/3 2/3 0/3 1/3 2/3 3/3");
});

test("volumes that a shrink has left behind are no members with data", () => {
  const members = settled({ replicas: 3 });
  after(members, { replicas: 1, confirms: 1 });
  onlyLast(members.steps);
  members.ill.add(1);
  after(members, { replicas: 3 });
  members.ill.clear();
  assert.equal(after(members, { replicas: 0 }, { replicas: 3 }), "1/1 1/3 2/3 0/3 1/3 2/3 3/3");
});

test("growing that cannot go on can be taken back", () => {
  const members = settled({ replicas: 1 });
  members.ill.add(1);
  assert.equal(
    after(members, { replicas: 3 }, { replicas: 1, confirms: 1 }),
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
    const one = former(1, [0]).volumes[0]!;
    const left = { volumes: Array.from({ length: kept }, () => one), acknowledged: kept > 0 ? [0] : [] };
    for (const first of [[], [{ replicas: 0 }]]) {
      const members = new Members(first[0] ?? { replicas: wanted }, left);
      settle(members);
      const from = first.length > 0 ? "0/1 " : "";
      assert.equal(after(members, { replicas: wanted }), from + steps, `${wanted} wanted, ${kept} kept`);
    }
  }
});

test("a change of the template while members are below a majority does not stop the walk", () => {
  const members = new Members({ replicas: 5 }, former(1, [0]));
  members.sync();
  members.control();
  members.edit({ replicas: 5, restartKey: "a" });
  settle(members);
  assert.deepEqual(
    members.steps,
    ["1/5", "2/5", "3/5", "4/5", "5/5"],
    "the StatefulSet controller replaces no member while one after it is not Ready, and none is yet",
  );
});

test("what members must agree on waits until all have stopped, and the message says how", () => {
  for (const [change, reason] of [
    [{ isTls: true }, "SecurityNeedsStop"],
    [{ nodePort: 2200 }, "NodePortNeedsStop"],
  ] as const) {
    const members = settled({ replicas: 3 });
    const held = JSON.stringify(members.request.children);
    after(members, { replicas: 3, ...change });
    assert.equal(JSON.stringify(members.request.children), held, `${reason}: no child is written`);
    const { phase, conditions } = members.answer!.status;
    const { message, ...condition } = conditions.find(({ type }) => type === "SpecFollowed")!;
    assert.deepEqual([phase, condition.status, condition.reason], ["Running", "False", reason]);
    assert.match(message, /Set replicas to 0, wait until the members have stopped, and set it back$/);
    stopAndStart(members);
    assert.equal(heldBack(members), "");
    assert.deepEqual(members.steps, ["3/3", "0/3", "3/3"]);
  }
});

test("what waits for a stop while members are still joining needs people, and says so", () => {
  const members = settled({ replicas: 1 });
  members.ill.add(1);
  after(members, { replicas: 3 }, { replicas: 3, isTls: true });
  const { phase, conditions, ready } = members.answer!.status as KurrentDBStatus;
  assert.deepEqual([phase, ready], ["Failed", "0/3"], "without a majority nobody is served until people act");
  const { status, reason, message } = conditions.find(({ type }) => type === "Stalled")!;
  assert.deepEqual([status, reason], ["True", "SecurityNeedsStop"]);
  assert.match(message, /^It stays half way at 2 of 3 members\. .* Set replicas to 0/);
  members.ill.clear();
  stopAndStart(members);
  assertArrived(members);
});

test("it can be stopped without its Secrets, and starts when they are there", () => {
  const members = settled({ replicas: 3 });
  members.hasSecrets = false;
  assert.equal(after(members, { replicas: 0 }), "3/3 0/3");
  assert.equal(after(members, { replicas: 3 }), "3/3 0/3", "no pod could start");
  members.hasSecrets = true;
  settle(members);
  assert.deepEqual(members.steps, ["3/3", "0/3", "3/3"]);
});

test("it is started again only when the last of the old members has let go", () => {
  const members = settled({ replicas: 3 });
  for (const wish of [{ replicas: 0 }, { replicas: 3 }]) {
    members.edit(wish);
    members.sync();
    members.control();
  }
  assert.equal(members.pods.length, 3, "they take their time to stop");
  assert.deepEqual(members.steps, ["3/3", "0/3"]);
  settle(members);
  assert.deepEqual(members.steps, ["3/3", "0/3", "3/3"]);
});

test("volumes that are taken away while it is stopped do not come back as a majority of empty members", () => {
  for (const [size, kept, steps] of [
    [3, 1, "3/3 0/3 1/3 2/3 3/3"],
    [3, 2, "3/3 0/3 2/3 3/3"],
    [5, 3, "5/5 0/5 3/5 4/5 5/5"],
    [3, 0, "3/3 0/3 3/3"],
  ] as const) {
    const members = settled({ replicas: size });
    after(members, { replicas: 0 });
    members.volumes = members.volumes.slice(0, kept);
    if (kept === 0) members.acknowledged = [];
    assert.equal(after(members, { replicas: size }), steps, `${kept} of ${size} volumes are left`);
    assertArrived(members);
  }
});

test("a volume taken away before others while it is stopped lets nothing start, and is named", () => {
  const members = settled({ replicas: 3 });
  after(members, { replicas: 0 });
  delete members.volumes[1];
  assert.equal(after(members, { replicas: 3 }), "3/3 0/3");
  assert.equal(heldBack(members), "VolumesWithGap");
  assert.equal(members.answer!.status.phase, "Failed");
});

test("members that somebody adds by hand are sent away before they can be a majority of strangers", () => {
  const members = settled({ replicas: 3 });
  members.set!.spec!.replicas = 5;
  members.sync();
  assert.equal(members.set!.spec!.replicas, 3);
});

test("members that somebody takes away by hand come back one at a time", () => {
  const members = settled({ replicas: 3 });
  members.set!.spec!.replicas = 1;
  Object.assign(members.set!.metadata!, { generation: 9 });
  settle(members);
  assert.deepEqual(members.steps, ["3/3", "1/3", "2/3", "3/3"]);
});

test("a change taken back half way is no settled state, though the revisions are equal again", () => {
  const members = settled({ replicas: 3, restartKey: "a" });
  members.edit({ replicas: 3, restartKey: "b" });
  for (let step = 0; step < 3; step++) {
    members.sync();
    members.control();
    members.leave(0);
    members.join(0);
  }
  members.edit({ replicas: 5, restartKey: "a" });
  members.sync();
  members.control();
  members.sync();
  assert.deepEqual(members.steps, ["3/3"], "one member still has the change");
  settle(members);
  assert.deepEqual(members.steps, ["3/3", "3/5", "4/5", "5/5"]);
});
