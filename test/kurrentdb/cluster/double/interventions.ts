/** What was done to the recorded members, in the recorder's words, done to those of the double. */
import { Volume } from "./log.ts";
import { type Replay, SMALL } from "./replay.ts";

/** 500 kB, and what surrounds them in the log and on the wire. */
const LARGE = 525_000;
const SLOW = 500_000;

const MEMBERS: Record<string, string> = {
  "the first": "db-0",
  "a second": "db-1",
  "a third": "db-2",
  "a fourth": "db-3",
  "a fifth": "db-4",
};
const memberCalled = (words: string): string => MEMBERS[words] ?? words;

/** @returns in words what is not as it was found to be */
type Intervention = (replay: Replay, ...words: string[]) => unknown;

const INTERVENTIONS: [RegExp, Intervention][] = [
  [/^(?:one member|waited in vain)$/, () => undefined],
  [/^events: (.*)$/, compareEvents],
  [
    /^three empty members start at once$/,
    (replay) => {
      for (const member of ["db-0", "db-1", "db-2"]) replay.start(member);
    },
  ],
  [
    /^two empty members of size (\d) start beside it$/,
    (replay, size) => {
      replay.size = Number(size);
      for (const member of ["db-1", "db-2"]) replay.start(member);
    },
  ],
  [/^one empty member of three starts, alone$/, (replay) => replay.start("db-0")],
  [
    /^(a \w+)(?:, empty member)?(?: of size 3)? starts/,
    (replay, member) => replay.start(memberCalled(member!)),
  ],
  [/^(db-\d) starts again$/, (replay, member) => replay.start(member!)],
  [/^SIGTERM at the leader (db-\d)$/, (replay, member) => replay.stop(member!)],
  [
    /^SIGKILL at (?:the leader )?(db-\d|the first)/,
    (replay, member) => replay.members.last.get(memberCalled(member!))!.kill(),
  ],
  [
    /^(it|the first|db-\d) is stopped and started with size (\d)$/,
    (replay, member, size) => {
      const name = member === "it" ? "db-0" : memberCalled(member!);
      replay.size = Number(size);
      replay.stop(name);
      replay.start(name);
    },
  ],
  [
    /^two followers are stopped for good$/,
    ({ recording, pods }) => {
      // The recording ends with what they say.
      for (const { who } of recording.lines.slice(-2)) pods.get(who)!.terminate();
    },
  ],
  [
    /^(db-\d) comes back with an empty volume$/,
    (replay, member) => {
      replay.stop(member!);
      replay.members.volumes.set(member!, new Volume());
      replay.start(member!);
    },
  ],
  [/^(\d+) events written to the only member$/, (replay, events) => replay.write(Number(events), SMALL)],
  [
    /^(\d+) events of 500 kB written to the only member$/,
    (replay, events) => replay.write(Number(events), LARGE),
  ],
  [
    /^the \w+ (db-\d) is cut off from the others, not from probes$/,
    ({ members }, member) => members.cutOff(member!),
  ],
  [/^healed$/, ({ members }) => members.network.heal()],
  [/^its network is slowed down to 4 Mbit\/s$/, ({ members }) => members.network.slow("db-0", SLOW)],
  [/^its network is fast again$/, ({ members }) => members.network.hasten()],
];

export function intervene(replay: Replay, text: string): string | undefined {
  for (const part of text.split("; ")) {
    const [pattern, does] = INTERVENTIONS.find(([one]) => one.test(part)) ?? [];
    if (!pattern || !does)
      throw new Error(`This was done to the recorded members, and nobody knows how: ${part}`);
    const difference = does(replay, ...pattern.exec(part)!.slice(1));
    if (typeof difference === "string") return difference;
  }
  return undefined;
}

/** Exactly where it is all or nothing, roughly where it depends on how far a copy had got. */
function compareEvents({ writers, members }: Replay, text = ""): string | undefined {
  const all = writers.written;
  for (const part of text.split(", ")) {
    const [name = "", count = ""] = part.split(" ");
    const has = members.volumes.get(name)!.log.events().length;
    const { state } = members.last.get(name)!;
    const recorded = count === "none" ? 0 : Number(count);
    // One that has not joined does not show yet what it has copied.
    if (recorded === 0 && !["leader", "follower"].includes(state)) continue;
    const isSame = recorded === 0 || recorded === all ? has === recorded : has > 0 && has < all;
    if (!isSame) return `${name} has ${has} events, not ${count}`;
  }
  return undefined;
}
