/** What a leader does for the others (LeaderReplicationService.cs): it sends its log, gives roles, and counts who has what. */
import { majorityOf } from "./election.ts";
import type { Member, Surroundings } from "./member.ts";

/** A replica that lacks no more than this joins as a clone, and becomes a follower if one is wanted. */
const CLONE_THRESHOLD = 1024;
const EPOCH_BYTES = 200;
const HEARTBEAT_TIMEOUT = 2000;

interface Subscription {
  replica: Member;
  /** Bytes that the network would have carried by now, but that are no whole entry yet. */
  carried: number;
}

export class Replication {
  #subscriptions: Subscription[] = [];
  /** Up to where a majority has the log. */
  committed = 0;
  #epoch: { number: number; at: number } | undefined;
  #epochPosition = Infinity;
  #rolesAt = 0;
  #withoutQuorumSince: number | undefined;

  constructor(
    readonly leader: Member,
    readonly world: Surroundings,
  ) {}

  /** A leader that has begun its epoch takes replicas; one of size 1 runs no replication at all. */
  get accepts(): boolean {
    return this.leader.options.size > 1 && this.leader.isLeading && this.#epoch === undefined;
  }

  subscribe(replica: Member): void {
    this.#subscriptions = this.#subscriptions.filter((one) => one.replica !== replica);
    this.#subscriptions.push({ replica, carried: 0 });
    this.#rolesAt = 0;
  }

  /** To be written as soon as what it has is indexed. */
  writeEpoch(number: number): void {
    this.#epoch = { number, at: this.world.now + this.world.chance.between(50, 300) };
    this.#withoutQuorumSince = undefined;
  }

  step(elapsed: number): void {
    this.#beginEpoch();
    if (this.#epoch) return;
    if (this.#subscriptions.length > 0) {
      this.#subscriptions = this.#subscriptions.filter(({ replica }) => this.#isConnected(replica));
      for (const subscription of this.#subscriptions) this.#copy(subscription, elapsed);
      if (this.world.now >= this.#rolesAt) this.#giveRoles();
    }
    this.#commit();
    if (this.committed > this.#epochPosition) this.leader.lead();
    this.#watchQuorum();
  }

  #beginEpoch(): void {
    const { leader, world } = this;
    if (!this.#epoch || world.now < this.#epoch.at) return;
    this.#epochPosition = leader.log.length;
    leader.log.append({ epoch: this.#epoch.number, leader, bytes: EPOCH_BYTES });
    this.#epoch = undefined;
  }

  #isConnected(replica: Member): boolean {
    if (replica.isGone || replica.leader !== this.leader || !replica.isSubscribed) return false;
    const cutSince = this.world.network.cutSince(this.leader.name, replica.name);
    if (cutSince === undefined || this.world.now - cutSince < HEARTBEAT_TIMEOUT) return true;
    replica.losesConnection();
    return false;
  }

  #copy(subscription: Subscription, elapsed: number): void {
    const { leader, world } = this;
    const { replica } = subscription;
    const isReached = world.network.cutSince(leader.name, replica.name) === undefined;
    if (isReached && replica.log.length < leader.log.length) {
      subscription.carried += (world.network.speed(leader.name, replica.name) * elapsed) / 1000;
      let entry = leader.log.at(replica.log.length);
      while (entry && entry.bytes <= subscription.carried) {
        subscription.carried -= entry.bytes;
        replica.log.append(entry);
        entry = leader.log.at(replica.log.length);
      }
      if (!entry) subscription.carried = 0;
    }
    if (replica.state === "catchingup" && leader.log.bytes - replica.log.bytes <= CLONE_THRESHOLD)
      replica.takesRole("clone");
  }

  /** Clones become followers while there are fewer than the size asks for; what is more than that is dropped. */
  #giveRoles(): void {
    this.#rolesAt = this.world.now + 1000;
    const replicas = this.#subscriptions.map(({ replica }) => replica);
    let wanted = this.leader.options.size - 1 - replicas.filter(({ state }) => state === "follower").length;
    const clones = replicas.filter(({ state }) => state === "clone");
    for (const clone of clones.sort((one, other) => other.log.length - one.log.length)) {
      if (wanted > 0) clone.takesRole("follower");
      else clone.isDropped();
      wanted -= 1;
    }
  }

  #commit(): void {
    const { log, options } = this.leader;
    if (this.committed === log.length) return;
    const positions = this.#voters().map(({ replica }) => replica.log.length);
    const others = majorityOf(options.size) - 1;
    if (positions.length < others) return;
    const position = others === 0 ? log.length : positions.sort((one, other) => other - one)[others - 1]!;
    this.committed = Math.max(this.committed, position);
  }

  /** A leader whose replicas are no majority with it retires after three seconds. */
  #watchQuorum(): void {
    const { now } = this.world;
    if (this.#voters().length >= Math.floor(this.leader.options.size / 2)) {
      this.#withoutQuorumSince = undefined;
      return;
    }
    this.#withoutQuorumSince ??= now;
    if (now - this.#withoutQuorumSince > 3000) this.leader.retire();
  }

  #voters(): Subscription[] {
    return this.#subscriptions.filter(({ replica }) => !replica.options.isReadOnlyReplica);
  }
}
