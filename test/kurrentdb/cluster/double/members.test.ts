/** What is known of the server beyond the recordings, from its source and from trials. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Log } from "./log.ts";
import type { Member, Options } from "./member.ts";
import { Members } from "./members.ts";
import type { State } from "./states.ts";
import { former, Writers } from "./writers.ts";

const optionsOf = (options: Partial<Options>): Options => ({
  size: 3,
  isTls: false,
  isReadOnlyReplica: false,
  port: 2113,
  ...options,
});

const until = (members: Members, is: () => boolean, seconds: number): void => {
  const limit = members.now + seconds * 1000;
  while (!is()) {
    assert.ok(members.now < limit, `not within ${seconds} s: ${members.running.map(({ state }) => state)}`);
    members.step();
  }
};

const run = (members: Members, seconds: number, meanwhile: () => void = () => undefined): void => {
  const limit = members.now + seconds * 1000;
  while (members.now < limit) {
    members.step();
    meanwhile();
  }
};

const having = (members: Members, state: State): Member[] =>
  members.running.filter((member) => member.state === state);

const leaderOf = (members: Members): Member => having(members, "leader")[0]!;

/** A cluster that runs. */
function joined(size: number, seed = 1): Members {
  const members = new Members(seed, 100);
  for (let index = 0; index < size; index++) members.start(`db-${index}`, optionsOf({ size }));
  until(
    members,
    () => having(members, "follower").length === size - 1 && leaderOf(members) !== undefined,
    20,
  );
  return members;
}

test("a leader drops the member that is more than its size asks for, which ends with 0", () => {
  const members = joined(3);
  const surplus = members.start("db-3", optionsOf({ size: 3 }));
  until(members, () => surplus.exitCode !== undefined, 20);
  assert.equal(surplus.exitCode, 0);
  assert.equal(having(members, "follower").length, 2);
});

test("a leader acknowledges what a majority of its size has, and one of size 1 what it has itself", () => {
  for (const [size, others] of [
    [1, 0],
    [3, 1],
    [5, 2],
  ] as const) {
    const members = joined(size);
    const writers = new Writers(members);
    const followers = having(members, "follower");
    for (const { name } of followers.slice(others)) members.cutOff(name);
    writers.write(200);
    run(members, 1, () => writers.step());
    assert.deepEqual(writers.acknowledged, [0], `${others} others of ${size}`);
    for (const { name } of followers.slice(0, 1)) members.cutOff(name);
    writers.write(200);
    run(members, 1, () => writers.step());
    assert.deepEqual(
      writers.acknowledged,
      size === 1 ? [0, 1] : [0],
      `less than ${others} others of ${size}`,
    );
  }
});

test("a leader that is cut off retires, and cuts what it could not have acknowledged when it comes back", () => {
  const members = joined(3);
  const writers = new Writers(members);
  const old = leaderOf(members);
  members.cutOff(old.name);
  old.log.append({ event: 99, bytes: 200 });
  until(members, () => old.state === "unknown", 20);
  until(members, () => leaderOf(members) !== undefined, 20);
  writers.write(200);
  run(members, 2, () => writers.step());
  members.network.heal();
  until(members, () => old.exitCode !== undefined, 20);
  assert.equal(old.volume.cutAt, old.log.length - 1);
  const again = members.start(old.name, old.options);
  until(members, () => again.exitCode !== undefined, 20);
  const third = members.start(old.name, old.options);
  until(members, () => third.state === "follower", 20);
  assert.deepEqual([third.log.events(), writers.acknowledged], [[0], [0]]);
});

test("the best among those who answer leads, by epoch before length", () => {
  for (let seed = 0; seed < 20; seed++) {
    const members = new Members(seed, 100);
    const { logs } = former(3, [0, 1, 0]);
    logs.forEach((log, index) => {
      const member = members.start(`db-${index}`, optionsOf({}));
      for (let position = 0; position < log.length; position++) member.log.append(log.at(position)!);
    });
    // It has more, of an older epoch.
    for (let event = 10; event < 20; event++) members.last.get("db-2")!.log.append({ event, bytes: 200 });
    until(members, () => leaderOf(members) !== undefined, 20);
    assert.notEqual(leaderOf(members).name, "db-2", `seed ${seed}`);
  }
});

test("any majority elects, though the one that has the data is there a moment later", () => {
  const members = new Members(1, 100);
  for (const name of ["db-1", "db-2"]) members.start(name, optionsOf({}));
  run(members, 12);
  const late = members.start("db-0", optionsOf({}));
  late.log.append({ epoch: 50, leader: { isGone: true }, bytes: 200 });
  late.log.append({ event: 0, bytes: 200 });
  until(members, () => late.exitCode !== undefined, 20);
  assert.equal(late.volume.cutAt, 0, "it joins a leader without comparing");
});

test("copying takes time in proportion to the data", () => {
  const seconds = [10, 20].map((megabytes) => {
    const members = joined(3);
    for (let event = 0; event < megabytes; event++) leaderOf(members).log.append({ event, bytes: 1_000_000 });
    const [slow] = having(members, "follower");
    members.network.slow(slow!.name, 1_000_000);
    const from = members.now;
    until(members, () => slow!.log.length === leaderOf(members).log.length, 60);
    return Math.round((members.now - from) / 1000);
  });
  assert.deepEqual(seconds, [10, 20]);
});

test("a leader that resigns is followed by another within four seconds", () => {
  for (let seed = 0; seed < 10; seed++) {
    const members = joined(3, seed);
    const old = leaderOf(members);
    old.resign();
    assert.equal(old.state, "resigningleader");
    until(members, () => having(members, "leader").some((member) => member !== old), 4);
  }
});

test("a read-only replica joins, has no vote, and answers without a leader", () => {
  const members = joined(3);
  const replica = members.start("replica-0", optionsOf({ isReadOnlyReplica: true }));
  until(members, () => replica.state === "readonlyreplica", 20);
  const writers = new Writers(members);
  writers.write(200);
  run(members, 1, () => writers.step());
  assert.deepEqual(replica.log.events(), [0]);

  for (const follower of having(members, "follower")) follower.kill();
  writers.write(200);
  run(members, 10, () => writers.step());
  assert.deepEqual([replica.state, replica.isAnswering, replica.isLive], ["readonlyleaderless", true, true]);
  assert.deepEqual(writers.acknowledged, [0], "its copy makes no majority");
});

test("members with and without TLS, or with another port, do not find each other", () => {
  for (const other of [{ isTls: true }, { port: 2200 }]) {
    const members = new Members(1, 100);
    members.start("db-0", optionsOf({}));
    members.start("db-1", optionsOf(other));
    run(members, 30);
    assert.equal(having(members, "unknown").length, 2);
  }
});

test("where a replica joins: at the last epoch that both have, or at the beginning", () => {
  const [one, two, three, four] = [0, 1, 2, 2].map((epoch) => ({
    epoch,
    leader: { isGone: true },
    bytes: 200,
  }));
  const event = (number: number) => ({ event: number, bytes: 200 });
  const log = (...entries: Parameters<Log["append"]>[0][]) => {
    const result = new Log();
    for (const entry of entries) result.append(entry);
    return result;
  };
  const leader = log(one!, event(1), two!, event(2), three!, event(3));
  for (const [replica, position, why] of [
    [log(), 0, "it has nothing"],
    [log(one!, event(1)), 2, "it is behind by epochs"],
    [log(one!, event(1), two!, event(2), three!), 5, "it is behind by an event"],
    [log(one!, event(1), two!, event(2), event(9)), 4, "it has what the next epoch has not"],
    [log(one!, event(1), two!, event(2), four!, event(9)), 4, "it has an epoch of its own"],
    [log(four!, event(9)), 0, "they have nothing in common"],
  ] as const) {
    assert.equal(leader.joinsAt(replica), position, why);
  }
});
