/** A recording, told by the double: the same beginning, the same interventions at the same points. */
import { intervene } from "./interventions.ts";
import { Members } from "./members.ts";
import { Observer } from "./observer.ts";
import { Pod } from "./pod.ts";
import type { Recording } from "./recordings.ts";
import { Writers } from "./writers.ts";

/** What ran before the first intervention. */
const BEGINNINGS: [RegExp, { members: number; size: number; events: number }][] = [
  [/^(single|size-3-beside|grow)/, { members: 1, size: 1, events: 0 }],
  [/^(three-fresh|one-of-three)/, { members: 0, size: 3, events: 0 }],
  [/^cut-off/, { members: 3, size: 3, events: 0 }],
  [/^three-to-five/, { members: 3, size: 3, events: 10 }],
  [/^lost-volume/, { members: 3, size: 3, events: 20 }],
];

/** How much longer than the recorded members those of the double may take to get as far, milliseconds. */
const PATIENCE = 10_000;
/** The recorder started again what had ended after so long, milliseconds. */
const RESTARTS = [2000, 4000, 8000, 16_000];
export const SMALL = 200;

export class Replay {
  readonly members: Members;
  readonly writers: Writers;
  readonly observer: Observer;
  readonly pods = new Map<string, Pod>();
  /** With which members are started from now on. */
  size: number;
  readonly #eventsBefore: number;

  constructor(
    readonly recording: Recording,
    seed: number,
  ) {
    this.members = new Members(seed, 100);
    this.writers = new Writers(this.members);
    this.observer = new Observer(this.members);
    const [, { members, size, events }] = BEGINNINGS.find(([name]) => name.test(recording.name))!;
    this.size = size;
    this.#eventsBefore = events;
    for (let index = 0; index < members; index++) this.start(`db-${index}`);
  }

  /**
   * Each intervention comes when it did, or as soon after that as every member has said all that it had said by then.
   *
   * @param isCompared whether it ends at the first difference
   * @returns in which way it goes differently, or nothing where it goes as recorded
   */
  tell(isCompared = true): string | undefined {
    const { lines } = this.recording;
    const events = lines.filter(({ who }) => who === "event");
    let late = 0;
    for (const event of [...events, undefined]) {
      const at = event?.at ?? lines.at(-1)!.at;
      this.#runUntil(at + late);
      if (isCompared) {
        const heard = event ? lines.slice(0, lines.indexOf(event)) : lines;
        const difference = () => this.observer.difference(heard, event === undefined);
        while (difference() && this.members.now < at + late + PATIENCE)
          this.#runUntil(this.members.now + 500);
        if (difference()) return `${this.members.now / 1000} s: ${difference()}`;
        late = this.members.now - at;
      }
      if (event === undefined) return undefined;
      if (event === events[0]) this.write(this.#eventsBefore, SMALL);
      const difference = intervene(this, event.text);
      if (isCompared && difference) return `${event.text}: ${difference}`;
    }
    return undefined;
  }

  #runUntil(at: number): void {
    while (this.members.now < at) this.step();
  }

  step(): void {
    this.members.step();
    for (const pod of this.pods.values()) pod.step();
    this.writers.step();
    this.observer.look();
  }

  start(name: string): void {
    const { size } = this;
    const options = {
      size,
      isTls: this.recording.name.endsWith("-tls"),
      isReadOnlyReplica: false,
      port: 2113,
    };
    const pod = new Pod(
      name,
      () => ({
        options,
        readiness: { kind: "Info", period: 5000, failures: 3 },
        liveness: { period: 10_000, failures: 6 },
      }),
      this.members,
      RESTARTS,
    );
    this.pods.set(name, pod);
    pod.step();
    this.observer.look();
  }

  /** Returns when it has ended. */
  stop(name: string): void {
    const pod = this.pods.get(name)!;
    pod.terminate();
    while (!pod.isGone) this.step();
    this.pods.delete(name);
  }

  /** Returns when all are acknowledged. */
  write(events: number, bytes: number): void {
    const { writers, members } = this;
    const target = writers.acknowledged.length + events;
    const limit = members.now + PATIENCE;
    while (writers.acknowledged.length < target && members.now < limit) {
      if (writers.written < target) writers.write(bytes);
      this.step();
    }
  }
}
