/** Lives of a KurrentDB: what people do to it and what befalls it, in any order. */
import fc from "fast-check";
import type { Strategy } from "../../../support/api-server.ts";
import { majorityOf } from "./election.ts";
import type { Resource } from "./resource.ts";
import type { Wish } from "./wish.ts";
import { type Former, former } from "./writers.ts";

export type Occurrence = {
  /** Seconds after the one before. */
  after: number;
  /** A member, by its ordinal. */
  which: number;
  /** For how long. */
  seconds: number;
} & (
  | { what: "edit"; wish: Wish }
  | { what: "cut"; other: number }
  | { what: "kill" | "evict" | "cut off" | "slow" | "lose a volume" }
  | { what: "lose answers" | "see late" | "take Secrets away" | "lose volumes" }
);

export interface Life {
  seed: number;
  wish: Wish;
  /** Bytes of an event; one is written every second. */
  event: number;
  occurrences: Occurrence[];
  strategy: Strategy;
}

/** A slow link carries a large event in two seconds, so that whoever is behind it falls further and further behind. */
const SLOW = 250_000;
const EVENTS = [1000, 500_000];
const ORDINALS = [0, 1, 2, 3, 4];

const when = {
  /** Often at once, since what matters happens while something else still does. */
  after: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 5, max: 45 })),
  /** The first members stay through every resizing, so it matters most what befalls them. */
  which: fc.constantFrom(0, 0, 1, 1, 2, 3, 4),
  seconds: fc.integer({ min: 1, max: 60 }),
};

const occurs = (
  weight: number,
  what: Occurrence["what"],
  more: { wish?: fc.Arbitrary<Wish>; other?: fc.Arbitrary<number> } = {},
) => ({
  weight,
  arbitrary: fc.record({ what: fc.constant(what), ...when, ...more }) as fc.Arbitrary<Occurrence>,
});

const faults = [
  occurs(3, "kill"),
  occurs(1, "evict"),
  occurs(2, "cut off"),
  occurs(1, "cut", { other: when.which }),
  occurs(3, "slow"),
  occurs(1, "lose answers"),
  occurs(1, "see late"),
];

const livesOf = (
  wish: fc.Arbitrary<Wish>,
  first = wish,
  others: ReturnType<typeof occurs>[] = [],
): fc.Arbitrary<Life> =>
  fc.record({
    seed: fc.nat(),
    wish: first,
    event: fc.constantFrom(...EVENTS),
    occurrences: fc.array(fc.oneof(occurs(6, "edit", { wish }), ...faults, ...others), { maxLength: 12 }),
    strategy: fc.constantFrom<Strategy>("dynamic", "dynamic", "server-side"),
  });

/** One member becomes three, then perhaps five, with a stop now and then. */
export const anyGrowth = livesOf(
  fc.constantFrom<Wish>({ replicas: 3 }, { replicas: 3 }, { replicas: 5 }, { replicas: 0 }),
  fc.constant({ replicas: 1 }),
);

/** Between sizes, each confirmed, with a rollout now and then. */
export const anyResizing = livesOf(
  fc
    .record({ replicas: fc.constantFrom(1, 3, 5), restartKey: fc.constantFrom(undefined, undefined, "a") })
    .map((wish) => ({ ...wish, confirms: wish.replicas })),
  undefined,
  [occurs(1, "lose a volume")],
);

const anyWish: fc.Arbitrary<Wish> = fc.record({
  replicas: fc.constantFrom(0, 1, 3, 5),
  confirms: fc.constantFrom(undefined, 1, 3),
  isTls: fc.constantFrom(false, false, false, true),
  nodePort: fc.constantFrom(2113, 2113, 2113, 2200),
  restartKey: fc.constantFrom(undefined, "a", "b"),
});

/** Whatever people can ask for. */
export const anyLife = livesOf(anyWish, anyWish, [occurs(1, "take Secrets away"), occurs(1, "lose volumes")]);

/** What a former cluster has left: volumes of which at most a minority was lost, where no smaller one is asked for. */
export const anyFormer: fc.Arbitrary<(wish: Wish) => Former | undefined> = fc
  .record({
    size: fc.constantFrom(1, 3, 5),
    majorities: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 }),
    lost: fc.nat({ max: 2 }),
    isNew: fc.boolean(),
  })
  .map(({ size, majorities, lost, isNew }) => ({ replicas }) => {
    const kept = size - Math.min(lost, size - majorityOf(size));
    return isNew || replicas < size ? undefined : former(size, majorities, kept);
  });

/**
 * Lets it happen while events are written; then faults end, and it comes to rest.
 *
 * @param check called after every step
 */
export function live(resource: Resource, life: Life, check: () => void): void {
  const { members, writers } = resource;
  const ends: { at: number; end: () => void }[] = [];
  let writesAt = 0;
  const meanwhile = () => {
    if (members.now >= writesAt) {
      writesAt = members.now + 1000;
      writers.write(life.event);
    }
    while (ends[0] && ends[0].at <= members.now) ends.shift()!.end();
    check();
  };
  resource.run(20, meanwhile);
  for (const occurrence of life.occurrences) {
    resource.run(occurrence.after, meanwhile);
    // People who edit again look first at what has become of the last edit.
    const { staleness } = resource.sights;
    if (occurrence.what === "edit" && staleness > 0) resource.run(staleness / 1000 + 3, meanwhile);
    const end = befalls(resource, occurrence);
    if (end) ends.push({ at: members.now + occurrence.seconds * 1000, end });
    ends.sort((one, other) => one.at - other.at);
  }
  for (const { end } of ends.splice(0)) end();
  resource.settle(meanwhile);
}

/** @returns what ends it, if anything has to */
function befalls(resource: Resource, occurrence: Occurrence): (() => void) | undefined {
  const { members, controller } = resource;
  const { network } = members;
  const name = controller.podName(occurrence.which);
  switch (occurrence.what) {
    case "edit":
      resource.edit(occurrence.wish);
      return undefined;
    case "kill":
      members.running.find((member) => member.name === name)?.kill();
      return undefined;
    case "evict":
      controller.evict(occurrence.which);
      return undefined;
    case "lose volumes":
      resource.loseVolumes();
      return undefined;
    case "lose a volume":
      resource.loseVolume(occurrence.which);
      return undefined;
    case "cut off":
      members.cutOff(
        name,
        ORDINALS.map((ordinal) => controller.podName(ordinal)),
      );
      return () => network.heal();
    case "cut":
      network.cut(name, controller.podName(occurrence.other), members.now);
      return () => network.heal();
    case "slow":
      network.slow(name, SLOW);
      return () => network.hasten();
    case "lose answers":
      resource.losesAnswers = true;
      return () => {
        resource.losesAnswers = false;
      };
    case "see late":
      resource.sights.staleness = 5000;
      return () => {
        resource.sights.staleness = 0;
      };
    case "take Secrets away":
      resource.hasSecrets = false;
      return () => {
        resource.hasSecrets = true;
      };
  }
}
