/** What holds for every step of a resizing, and where one ends. */
import assert from "node:assert/strict";
import type { StatefulSet } from "kubernetes-types/apps/v1.js";
import { CLUSTER_SIZE, CONFIRM_SHRINK, USED_SHRINK } from "../../../src/kurrentdb/cluster/annotations.ts";
import { majorityOf } from "./double/election.ts";
import { sync } from "./double/hook.ts";
import type { Resource } from "./double/resource.ts";
import type { Wish } from "./double/wish.ts";

const sizeOf = (set: StatefulSet) => Number(set.metadata!.annotations![CLUSTER_SIZE]);
const membersOf = (set: StatefulSet) => set.spec!.replicas!;

/** Fails at a sync that does what none may do. */
export function watchSteps(resource: Resource): void {
  resource.onSync = (seen, applied) => {
    if (!seen) return;
    const { spec, metadata } = resource.request.parent;
    const specified = (spec as Wish).replicas;
    const isConfirmed = metadata.annotations?.[CONFIRM_SHRINK] === String(specified);
    const [had, has] = [membersOf(seen), membersOf(applied)];
    const [was, is] = [sizeOf(seen), sizeOf(applied)];
    const { replicas, readyReplicas, updatedReplicas } = seen.status ?? {};

    if (had > 0 && has > 0) assert.ok(Math.abs(has - had) <= 1, `from ${had} members to ${has} at once`);
    if (has > 0 && has < had) assert.ok(isConfirmed, `${had} members become ${has} without being confirmed`);
    if (is !== was && (had > 0 || (replicas ?? 0) > 0)) {
      assert.ok(is > was || isConfirmed, `size ${was} becomes ${is} without being confirmed`);
      assert.equal(Math.abs(is - was), 2, `size ${was} becomes ${is}, not the next`);
      assert.equal(replicas, had, "before all members are there");
      if (had === 1) assert.equal(updatedReplicas, 1, "before it has the last change");
      if (had >= majorityOf(was)) assert.equal(readyReplicas, had, "before all members are Ready");
    }
  };
}

/** The reason why a part of the spec is not followed, if any. Asked now: what is remembered has an older status. */
export const withheld = ({ current }: Resource): string => {
  const { status, reason } = sync(current).status.conditions.find(({ type }) => type === "SpecFollowed")!;
  return status === "True" ? "" : reason;
};

/** What the message says that people should do. */
export function stopAndStart(resource: Resource, meanwhile?: () => void): void {
  const { wish } = resource;
  for (const next of [{ ...wish, replicas: 0 }, wish]) {
    resource.edit(next);
    resource.settle(meanwhile);
  }
}

/** It has become what is asked for, or says what keeps it; and whoever is Ready has every acknowledged event. */
export function assertArrived(resource: Resource): void {
  const { wish, members, controller, writers } = resource;
  const { status } = sync(resource.current);
  const set = resource.set!;
  const why = JSON.stringify(status);
  assert.equal(status.phase, "Running", why);
  const ready = [...controller.replicas.values()].filter(({ pod }) => pod.isReady);
  assert.equal(ready.length, membersOf(set), why);
  if (wish.replicas > 0) assert.equal(membersOf(set), sizeOf(set), why);
  const reason = withheld(resource);
  if (reason === "ShrinkNotConfirmed" && wish.replicas > 0) {
    const isUsed = set.metadata!.annotations![USED_SHRINK] === String(wish.replicas);
    assert.ok(wish.replicas < sizeOf(set) && (wish.confirms !== wish.replicas || isUsed), why);
  } else {
    assert.deepEqual([membersOf(set), reason], [wish.replicas, ""], why);
  }
  assert.deepEqual(resource.losses, []);
  for (const member of members.running) assert.deepEqual(writers.missingAt(member), [], member.name);
}
