/** What is known of StatefulSets and kubelets, and of trials of rendered pods. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { Members } from "./members.ts";
import type { Pod, Readiness } from "./pod.ts";
import { Resource } from "./resource.ts";
import { StatefulSetController } from "./stateful-set.ts";
import { JOINED } from "./states.ts";

/** Three members under a StatefulSet, which is changed by hand. */
class Hand {
  readonly members = new Members(1, 250);
  readonly controller: StatefulSetController;
  set: StatefulSet;

  constructor(spec: Partial<StatefulSet["spec"]> = {}, readiness: Readiness = "Info") {
    const probe = { period: 5000, failures: 3 };
    this.controller = new StatefulSetController("db", this.members, ({ metadata }) => ({
      options: {
        size: Number(metadata!.annotations!.size),
        isTls: false,
        isReadOnlyReplica: false,
        port: 2113,
      },
      readiness: { ...probe, kind: readiness },
      liveness: probe,
      startup: { period: 2000, failures: 1000 },
    }));
    this.set = {
      metadata: { generation: 1 },
      spec: { serviceName: "db", selector: {}, replicas: 3, template: template(3), ...spec },
    };
    this.run(40);
  }

  change(spec: Partial<StatefulSet["spec"]>): void {
    const generation = this.set.metadata!.generation! + 1;
    this.set = { metadata: { generation }, spec: { ...this.set.spec!, ...spec } };
  }

  run(seconds: number): void {
    const until = this.members.now + seconds * 1000;
    while (this.members.now < until) this.step();
  }

  step(): void {
    this.members.step();
    this.controller.step(this.set);
  }

  /** Seconds until it is so. */
  until(is: () => boolean): number {
    const from = this.members.now;
    while (!is()) {
      assert.ok(this.members.now - from < 120_000, JSON.stringify(this.controller.status));
      this.step();
    }
    return (this.members.now - from) / 1000;
  }

  get sizes(): (number | undefined)[] {
    return [...this.controller.replicas.values()].map(({ pod }) => pod.member?.options.size);
  }

  isReady(name: string): boolean {
    return [...this.controller.replicas.values()].find(({ pod }) => pod.name === name)!.pod.isReady;
  }
}

const template = (size: number, secret = "a") => ({
  metadata: { annotations: { size: String(size), secret } },
});

test("an update goes from the last pod down, one at a time, each when the one before is Ready", () => {
  const hand = new Hand();
  assert.equal(hand.controller.status!.readyReplicas, 3);
  hand.change({ template: template(3, "b") });
  const order: string[] = [];
  hand.until(() => {
    const down = [...hand.controller.replicas.values()].filter(({ pod }) => !pod.isReady);
    assert.ok(down.length <= 1, "one at a time");
    const name = down[0]?.pod.name;
    if (name && order.at(-1) !== name) order.push(name);
    return (
      hand.controller.status!.currentRevision === hand.controller.status!.updateRevision && order.length > 0
    );
  });
  assert.deepEqual(order, ["db-2", "db-1", "db-0"]);
});

test("a pod's revision is its size, in the middle of an update too", () => {
  const hand = new Hand();
  hand.change({ template: template(5) });
  hand.until(() => hand.controller.status!.updatedReplicas === 2);
  hand.members.running.find(({ options }) => options.size === 3)!.kill();
  hand.run(5);
  assert.deepEqual(hand.sizes.sort(), [3, 5, 5], "a container that is started again is as it was");
  hand.until(() => hand.controller.status!.updatedReplicas === 3);
});

test("with minReadySeconds each stands for as long before the next", () => {
  const took = [0, 30].map((minReadySeconds) => {
    const hand = new Hand({ minReadySeconds });
    hand.change({ template: template(3, "b") });
    hand.until(() => hand.controller.status!.updatedReplicas === 1);
    return hand.until(() => hand.controller.status!.updatedReplicas === 3);
  });
  assert.ok(took[1]! - took[0]! > 50, String(took));
});

test("below the partition a pod stays as it is, and comes back as it was", () => {
  const hand = new Hand();
  hand.change({ template: template(5), updateStrategy: { rollingUpdate: { partition: 2 } } });
  hand.run(40);
  hand.controller.evict(0);
  hand.run(40);
  assert.deepEqual(hand.sizes.sort(), [3, 3, 5]);
  assert.equal(hand.controller.status!.updatedReplicas, 1);
});

test("a pod that is made during an update is of the new template", () => {
  const hand = new Hand();
  hand.controller.ill.add(2);
  hand.change({ template: template(5) });
  hand.run(30);
  hand.controller.evict(0);
  hand.run(30);
  assert.deepEqual(hand.sizes.sort(), [3, 5, undefined]);
});

test("pods that are too many all go at once, and count until they are gone", () => {
  const hand = new Hand();
  hand.change({ replicas: 1 });
  hand.until(() => hand.controller.replicas.size < 3);
  hand.run(3);
  assert.deepEqual([hand.controller.replicas.size, hand.controller.status!.replicas], [1, 1]);
});

test("by /info a follower that is cut off is not Ready after 15 s, nor a leader after 20 s, both are again 8 s after", () => {
  for (const [state, limit] of [
    ["follower", 17],
    ["leader", 22],
  ] as const) {
    const hand = new Hand();
    const { name } = hand.members.running.find((member) => member.state === state)!;
    hand.members.cutOff(name);
    const seconds = hand.until(() => !hand.isReady(name));
    assert.ok(seconds > 10 && seconds < limit, `a ${state} is not Ready after ${seconds} s`);
    hand.members.network.heal();
    assert.ok(hand.until(() => hand.isReady(name)) < 12);
  }
});

test("by /health/live it is Ready all the time, and so are three new ones that have not joined", () => {
  const hand = new Hand({}, "Health");
  const { name } = hand.members.running.find((member) => member.state === "follower")!;
  hand.members.cutOff(name);
  hand.run(60);
  assert.ok(hand.isReady(name));
});

test("an ordinary election passes unnoticed", () => {
  const hand = new Hand();
  hand.members.running.find(({ state }) => state === "leader")!.resign();
  const { status } = hand.controller;
  hand.run(20);
  assert.equal(hand.controller.status, status);
});

/** Restarts three members one by one. Seconds: in all, and those from having joined to being Ready. */
function rollingRestart(seed: number): { all: number; probes: number } {
  const resource = new Resource({ replicas: 3 }, { seed });
  resource.settle();
  const { members, controller } = resource;
  const from = members.now;
  const joined = new Map<Pod, number>();
  const ready = new Map<Pod, number>();
  const before = new Set([...controller.replicas.values()].map(({ pod }) => pod));
  resource.edit({ replicas: 3, restartKey: "a" });
  while (ready.size < 3) {
    resource.step();
    for (const { pod } of controller.replicas.values()) {
      if (before.has(pod)) continue;
      if (pod.member && JOINED.has(pod.member.state) && !joined.has(pod)) joined.set(pod, members.now);
      if (pod.isReady && !ready.has(pod)) ready.set(pod, members.now);
    }
    assert.ok(members.now - from < 120_000, `${ready.size} of 3 after two minutes`);
  }
  const probes = [...ready].reduce((sum, [pod, at]) => sum + at - joined.get(pod)!, 0);
  return { all: (members.now - from) / 1000, probes: probes / 1000 };
}

test("to a rolling restart of three the probes add no more than it takes the servers, which is 20 s", (t) => {
  const restarts = Array.from({ length: 20 }, (_, seed) => rollingRestart(seed));
  const most = (of: "all" | "probes") => Math.max(...restarts.map((restart) => restart[of]));
  const mean = (of: "all" | "probes") =>
    restarts.reduce((sum, restart) => sum + restart[of], 0) / restarts.length;
  t.diagnostic(`in all ${mean("all").toFixed(1)} s, ${most("all")} s at most`);
  t.diagnostic(`probes ${mean("probes").toFixed(1)} s, ${most("probes")} s at most`);
  assert.ok(most("probes") <= 20, `the probes add ${most("probes")} s`);
  assert.ok(
    mean("all") > 20 && most("all") < 56,
    `${mean("all")} s; real ones took 37 to 56 s with slower probes`,
  );
});
