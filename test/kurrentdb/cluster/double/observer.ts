/** Somebody who looks at members all the time, and can tell whether a recorder who looks now and then would have seen it so. */
import type { Members } from "./members.ts";
import type { Line } from "./recordings.ts";

/** A look takes a while, and longer where a member is slow to answer: what passes within it goes unseen. */
const UNSEEN = 1250;

interface Note {
  text: string;
  from: number;
}

export class Observer {
  /** By member: what it says of itself. */
  readonly #states = new Map<string, Note[]>();
  /** By member: whether it says that it is alive. */
  readonly #lives = new Map<string, Note[]>();

  constructor(readonly members: Members) {}

  look(): void {
    for (const [name, member] of this.members.last) {
      const { exitCode, isAnswering, state } = member;
      const text = isAnswering ? state : "not answering";
      this.#note(this.#states, name, exitCode === undefined ? text : `gone (exit ${exitCode})`);
      this.#note(this.#lives, name, isAnswering && member.isLive ? "live" : "not live");
    }
  }

  #note(notes: Map<string, Note[]>, name: string, text: string): void {
    const before = notes.get(name) ?? [];
    notes.set(name, before);
    if (before.at(-1)?.text !== text) before.push({ text, from: this.members.now });
  }

  /**
   * @param isOver whether the members were no longer looked at after these lines
   * @returns what a recorder would not have seen so, or nothing
   */
  difference(lines: readonly Line[], isOver: boolean): string | undefined {
    for (const name of new Set(lines.map(({ who }) => who))) {
      if (name === "event") continue;
      const said = lines.filter(({ who }) => who === name).map(({ text }) => text.split(", "));
      for (const [notes, recorded] of [
        [this.#states.get(name) ?? [], said.map(([state = ""]) => state)],
        [this.#lives.get(name) ?? [], said.map(([, life = "not live"]) => life)],
      ] as const) {
        const seen = recorded.filter((text, index) => text !== recorded[index - 1]);
        if (!isSeenIn(seen, notes, this.members.now, isOver)) return told(name, seen, notes);
      }
    }
    return undefined;
  }
}

/** Whether what is seen is all that there is to see, in its order, but for what passes unseen. */
function isSeenIn(seen: readonly string[], notes: readonly Note[], now: number, isOver: boolean): boolean {
  const passesUnseen = (index: number) => (notes[index + 1]?.from ?? now) - notes[index]!.from < UNSEEN;
  const isSeenFrom = (next: number, index: number): boolean => {
    const note = notes[index];
    if (!note) return next === seen.length;
    if (note.text === seen[next] && isSeenFrom(next + 1, index + 1)) return true;
    // The same before and after something unseen is seen once.
    if (note.text === seen[next - 1] && isSeenFrom(next, index + 1)) return true;
    if (next === seen.length && !isOver) return true;
    return passesUnseen(index) && isSeenFrom(next, index + 1);
  };
  return isSeenFrom(0, 0);
}

const told = (name: string, seen: readonly string[], notes: readonly Note[]): string =>
  [
    name,
    `  recorded: ${seen.join(", ")}`,
    `  told:     ${notes.map(({ text, from }) => `${text} ${(from / 1000).toFixed(1)}`).join(", ")}`,
  ].join("\n");
