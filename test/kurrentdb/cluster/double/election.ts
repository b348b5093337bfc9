/** How members choose a leader (ElectionsService.cs). */
import type { Chance } from "./chance.ts";
import type { Member } from "./member.ts";

export const majorityOf = (size: number): number => Math.floor(size / 2) + 1;

/**
 * One view of an election: whoever calls it proposes the best of the first majority that answers, and the others agree
 * to any proposal that is newer than the last they have agreed to, without comparing what they have.
 *
 * @param others those who hear the caller and take part
 * @returns whether anybody was elected
 */
export function holdElection(caller: Member, others: readonly Member[], chance: Chance): boolean {
  const majority = majorityOf(caller.options.size);
  if (others.length + 1 < majority) return false;

  const answered = [caller, ...chance.shuffled(others)].slice(0, majority);
  const elected = candidateOf(answered);
  const proposal = Math.max(caller.log.lastEpochNumber, caller.volume.proposal) + 1;
  const agreed = [caller, ...others].filter((one) => one.agreesTo(proposal));
  let isElected = false;
  for (const member of agreed) {
    // Each counts by the size it has been started with.
    if (agreed.length < majorityOf(member.options.size)) continue;
    member.follows(elected, proposal);
    isElected = true;
  }
  return isElected;
}

/** The best of them, or the leader it had last, if that one still runs: it has all that the best one has. */
function candidateOf(answered: readonly Member[]): Member {
  const best = answered.reduce((one, other) => (isBetter(other, one) ? other : one));
  const previous = best.log.lastEpoch?.leader as Member | undefined;
  const isAlive = previous && !previous.isResigning && answered.some((member) => member.hears(previous));
  return isAlive ? previous : best;
}

/** By epoch, then by how much they have. */
function isBetter(one: Member, other: Member): boolean {
  const comparisons = [
    one.log.lastEpochNumber - other.log.lastEpochNumber,
    one.log.bytes - other.log.bytes,
    Number(other.isResigning) - Number(one.isResigning),
    one.tieBreaker - other.tieBreaker,
  ];
  return (comparisons.find((difference) => difference !== 0) ?? 0) > 0;
}
