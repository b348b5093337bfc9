/** One process of the server: what it says of itself in /info and /health/live, and when that changes. */
import { Candidacy } from "./candidacy.ts";
import type { Chance } from "./chance.ts";
import { Lifetime } from "./lifetime.ts";
import type { Log, Volume } from "./log.ts";
import type { Network } from "./network.ts";
import { Replication } from "./replication.ts";
import { LEADING, type State, SUBSCRIBED, VOTING } from "./states.ts";

/** What a process is started with, for as long as it lives. */
export interface Options {
  size: number;
  isTls: boolean;
  isReadOnlyReplica: boolean;
  port: number;
}

/** What a member sees of the rest. */
export interface Surroundings {
  /** Milliseconds. */
  readonly now: number;
  readonly chance: Chance;
  readonly network: Network;
  readonly running: readonly Member[];
  /** Somebody has just become the leader. */
  onLeader(member: Member): void;
}

/** Milliseconds a connection lives on after the last that was heard: each member has its own bad luck. */
const HEARTBEAT_TIMEOUT = [1400, 2500] as const;
/** LeaderDiscoveryTimeout. */
const DISCOVERY = 3000;
/** LeaderReconnectionDelay and LeaderSubscriptionRetryDelay. */
const RETRY = 500;
/** One that is to cut its log takes so long to shut down. */
const LEAVES_TO_CUT = 4000;

export class Member {
  state: State = "initializing";
  /** Whom it follows; a leader itself. */
  leader: Member | undefined;
  /** /health/live: set once and never taken back. */
  isLive = false;
  isResigning = false;
  readonly replication: Replication;
  /** Ids are by chance, and the greater one wins where all else is equal. */
  readonly tieBreaker: number;

  readonly #lifetime: Lifetime;
  #livesAt = Infinity;
  /** When its state has something to do next. */
  #next = 0;
  readonly #candidacy: Candidacy;
  #lostAt: number | undefined;
  readonly #heartbeatTimeout: number;

  constructor(
    readonly name: string,
    readonly volume: Volume,
    readonly options: Options,
    readonly world: Surroundings,
  ) {
    const { chance } = world;
    this.replication = new Replication(this, world);
    this.tieBreaker = chance.between(0, 1);
    this.#heartbeatTimeout = chance.between(...HEARTBEAT_TIMEOUT);
    this.#candidacy = new Candidacy(this, world);
    this.#lifetime = new Lifetime(world, volume.cutAt !== undefined);
    volume.proposal = Math.max(volume.proposal, volume.log.lastEpochNumber);
  }

  get log(): Log {
    return this.volume.log;
  }

  get exitCode(): number | undefined {
    return this.#lifetime.exitCode;
  }

  get isGone(): boolean {
    return this.#lifetime.isGone;
  }

  get isAnswering(): boolean {
    return this.#lifetime.isAnswering;
  }

  get isLeading(): boolean {
    return LEADING.has(this.state);
  }

  hears(other: Member): boolean {
    return (
      !other.isGone &&
      this.options.isTls === other.options.isTls &&
      this.options.port === other.options.port &&
      this.world.network.cutSince(this.name, other.name) === undefined
    );
  }

  /** SIGTERM. */
  stop(): void {
    if (!this.isGone) this.#shutDown();
  }

  /** SIGKILL. */
  kill(): void {
    this.#lifetime.kill();
  }

  /** POST /admin/node/resign. */
  resign(): void {
    if (this.state === "leader") this.#become("resigningleader", this.leader, 300);
  }

  step(elapsed: number): void {
    const { now } = this.world;
    this.#lifetime.step();
    if (this.isGone) return;
    if (now >= this.#livesAt) this.isLive = true;
    switch (this.state) {
      case "initializing":
        this.#open();
        break;
      case "discoverleader":
        this.#discover("prereplica");
        break;
      case "readonlyleaderless":
        this.#discover("prereadonlyreplica");
        break;
      case "preleader":
      case "leader":
        this.replication.step(elapsed);
        this.#watchForOtherLeaders();
        this.#candidacy.step();
        break;
      case "resigningleader":
        if (now >= this.#next) this.retire(true);
        break;
      default:
        if (this.leader) this.#watchLeader(this.leader);
        this.#candidacy.step();
    }
  }

  /** The database is there: without TLS nothing more is asked for to be alive. */
  #open(): void {
    const { now, chance } = this.world;
    if (now < this.#lifetime.opensAt) return;
    if (this.volume.cutAt !== undefined) {
      this.log.cut(this.volume.cutAt);
      this.volume.cutAt = undefined;
      this.#shutDown();
      return;
    }
    if (!this.options.isTls) this.isLive = true;
    // It hears of the others about when it begins to answer them.
    const hearsAfter = this.#lifetime.answersAt - now + chance.between(-200, 500);
    if (this.options.isReadOnlyReplica) this.#become("readonlyleaderless", undefined, hearsAfter);
    else if (this.options.size > 1) this.#become("discoverleader", undefined, hearsAfter);
    else this.retire();
  }

  /** Looks for a leader that is there already, which it joins without comparing anything. */
  #discover(next: "prereplica" | "prereadonlyreplica"): void {
    const { now } = this.world;
    if (now < this.#next) return;
    const leaders = this.others().filter(({ state }) => state === "leader");
    const [leader] = leaders;
    if (leader && leaders.length === 1) this.#become(next, leader, this.#delayTo(leader));
    else if (next === "prereplica" && now >= this.#lifetime.opensAt + DISCOVERY) this.retire();
  }

  /** It knows no leader any more, and calls for an election. */
  retire(isResigning = false): void {
    this.isResigning = isResigning;
    this.#become("unknown", undefined);
    this.#candidacy.trust();
    this.#candidacy.suspect(100, 600);
  }

  /** Those whom it hears and who answer. */
  others(): Member[] {
    return this.world.running.filter((other) => other !== this && other.isAnswering && this.hears(other));
  }

  get votes(): boolean {
    return VOTING.has(this.state) && this.options.size > 1 && !this.options.isReadOnlyReplica;
  }

  /** Whether it agrees to what is proposed to it. */
  agreesTo(proposal: number): boolean {
    if (proposal <= this.volume.proposal) return false;
    this.volume.proposal = proposal;
    return true;
  }

  /** An election is done. */
  follows(elected: Member, proposal: number): void {
    this.#candidacy.done();
    this.isResigning = false;
    if (elected !== this) {
      if (this.leader !== elected) this.#become("prereplica", elected, this.#delayTo(elected));
    } else if (this.state === "leader") {
      this.replication.writeEpoch(proposal);
    } else if (this.state !== "preleader") {
      this.#become("preleader", this);
      this.replication.writeEpoch(proposal);
    }
  }

  #delayTo(other: Member): number {
    const { chance, network } = this.world;
    const delay = network.delay(this.name, other.name);
    return chance.between(delay / 4, delay);
  }

  /** A majority has the epoch it has begun. */
  lead(): void {
    if (this.state !== "preleader") return;
    this.#become("leader", this);
    this.world.onLeader(this);
  }

  #watchForOtherLeaders(): void {
    const { now } = this.world;
    if (this.state !== "leader" || this.options.size === 1 || now < this.#next) return;
    this.#next = now + 2000;
    if (this.others().some(({ state }) => state === "leader")) this.#candidacy.suspect(200, 1500);
    else this.#candidacy.trust();
  }

  #watchLeader(leader: Member): void {
    const { now, network } = this.world;
    const cutSince = network.cutSince(this.name, leader.name);
    const isCut = cutSince !== undefined && now - cutSince > this.#heartbeatTimeout;
    if (leader.isGone) this.#candidacy.suspect(200, 1300);
    else if (isCut) this.#candidacy.suspect(1500, 2500);
    else if (!leader.isLeading) this.#candidacy.suspect(300, 2000);
    else this.#candidacy.trust();

    if (this.options.isReadOnlyReplica) {
      if (leader.isGone || isCut || leader.state !== "leader")
        this.#become("readonlyleaderless", undefined, RETRY);
    } else if (this.isSubscribed) {
      if (leader.isGone || isCut) this.losesConnection();
      if (this.#lostAt !== undefined && now >= this.#lostAt + RETRY)
        this.#become("prereplica", leader, RETRY);
    }
    if (this.state === "prereplica" || this.state === "prereadonlyreplica") this.#subscribe(leader);
  }

  /** It tries again to reach the same leader until another one is elected. */
  losesConnection(): void {
    this.#lostAt ??= this.world.now;
  }

  #subscribe(leader: Member): void {
    const { now } = this.world;
    if (now < this.#next || !leader.isAnswering || !this.hears(leader)) return;
    if (!leader.replication.accepts) {
      this.#next = now + RETRY;
      return;
    }
    const position = leader.log.joinsAt(this.log);
    if (position < this.log.length) {
      this.volume.cutAt = position;
      this.#shutDown(LEAVES_TO_CUT);
      return;
    }
    leader.replication.subscribe(this);
    this.takesRole(this.options.isReadOnlyReplica ? "readonlyreplica" : "catchingup");
  }

  /** What its leader makes of it. */
  takesRole(role: "catchingup" | "clone" | "follower" | "readonlyreplica"): void {
    this.#become(role, this.leader);
  }

  get isSubscribed(): boolean {
    return SUBSCRIBED.has(this.state);
  }

  /** The leader wants none of it: there are as many as it knows of. */
  isDropped(): void {
    this.#shutDown();
  }

  #shutDown(takes?: number): void {
    this.state = "shuttingdown";
    this.leader = undefined;
    this.isLive = false;
    this.#livesAt = Infinity;
    this.#lifetime.end(takes);
  }

  #become(state: State, leader: Member | undefined, next = 0): void {
    const { now, chance } = this.world;
    this.state = state;
    this.leader = leader;
    this.#next = now + next;
    this.#lostAt = undefined;
    // With TLS the users must be there first, which takes a leader.
    if (state === "follower" || state === "readonlyreplica") this.isLive = true;
    if (state === "leader") this.#livesAt = Math.min(this.#livesAt, now + chance.between(100, 1200));
  }
}
