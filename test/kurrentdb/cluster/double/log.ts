/** What is on a member's disk: its log, and the checkpoints that outlive its process. */

/** A leader begins with an epoch, which is what members compare. */
export interface Epoch {
  epoch: number;
  /** The process that wrote it: one that has been started again is somebody else. */
  leader: { readonly isGone: boolean };
  bytes: number;
}

export interface Event {
  event: number;
  bytes: number;
}

type Entry = Epoch | Event;

const isEpoch = (entry: Entry): entry is Epoch => "epoch" in entry;

/** A log's entries are the same objects in every copy, so that two logs can be told apart as the server does by ids. */
export class Log {
  readonly #entries: Entry[] = [];
  readonly #epochs: { epoch: Epoch; position: number }[] = [];
  #bytes = 0;

  get length(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get lastEpoch(): Epoch | undefined {
    return this.#epochs.at(-1)?.epoch;
  }

  get lastEpochNumber(): number {
    return this.lastEpoch?.epoch ?? -1;
  }

  at(position: number): Entry | undefined {
    return this.#entries[position];
  }

  append(entry: Entry): void {
    if (isEpoch(entry)) this.#epochs.push({ epoch: entry, position: this.length });
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
  }

  cut(position: number): void {
    for (const { bytes } of this.#entries.splice(position)) this.#bytes -= bytes;
    while ((this.#epochs.at(-1)?.position ?? -1) >= position) this.#epochs.pop();
  }

  /** Event numbers, in order. */
  events(): number[] {
    return this.#entries.flatMap((entry) => (isEpoch(entry) ? [] : [entry.event]));
  }

  copy(): Log {
    const log = new Log();
    for (const entry of this.#entries) log.append(entry);
    return log;
  }

  /**
   * Where a leader with this log lets a replica go on: at the end of the last epoch that both have, or at 0. What the
   * replica has after that it has to cut (LeaderReplicationService.GetValidLogPosition).
   */
  joinsAt(replica: Log): number {
    const last = replica.#epochs.findLastIndex(({ epoch, position }) => this.#entries[position] === epoch);
    if (last === -1) return 0;
    const common = replica.#epochs[last]!;
    const replicaEnds = replica.#epochs[last + 1]?.position ?? replica.length;
    const mine = this.#epochs.findIndex(({ epoch }) => epoch === common.epoch);
    return Math.min(replicaEnds, this.#epochs[mine + 1]?.position ?? this.length);
  }
}

/** Outlives the process, and a volume lost is a new one. */
export class Volume {
  readonly log: Log;
  /** proposal.chk: the highest epoch number that this member has proposed or agreed to. */
  proposal = -1;
  /** truncate.chk: where the next start cuts the log. */
  cutAt: number | undefined;

  constructor(log = new Log()) {
    this.log = log;
  }
}
