/** What members say of themselves, as /info has it, and what each of it stands for. */
export type State =
  | "initializing"
  | "discoverleader"
  | "unknown"
  | "preleader"
  | "leader"
  | "resigningleader"
  | "prereplica"
  | "catchingup"
  | "clone"
  | "follower"
  | "prereadonlyreplica"
  | "readonlyreplica"
  | "readonlyleaderless"
  | "shuttingdown";

/** It leads, has been elected to, or is about to leave off. */
export const LEADING = new Set<State>(["preleader", "leader", "resigningleader"]);

/** A leader sends it its log. */
export const SUBSCRIBED = new Set<State>(["catchingup", "clone", "follower", "readonlyreplica"]);

/** It takes part in elections: one that still looks for a leader, or has just been started, does not. */
export const VOTING = new Set<State>([
  "unknown",
  "prereplica",
  "catchingup",
  "clone",
  "follower",
  "preleader",
  "leader",
]);

/** It has joined, so that a probe that asks for its role finds it Ready. */
export const JOINED = new Set<State>([
  "leader",
  "follower",
  "resigningleader",
  "readonlyreplica",
  "readonlyleaderless",
]);
