/**
 * What work costs, as a ratio to other work in the same run: a busy machine makes both slow alike. Counted in processor
 * time, which other processes do not add to.
 */

/** How many times as much the first costs as the second, each at its best. */
export function costRatio(first: () => unknown, second: () => unknown, rounds = 7): number {
  const costs = [first, second].map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of [first, second].entries())
      costs[index] = Math.min(costs[index]!, costOf(work));
  }
  return costs[0]! / costs[1]!;
}

function costOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/**
 * How many times as much four times the input costs: about 4 for linear work, 16 for quadratic.
 *
 * @param make the work for an input of so many items; making it does not count
 */
export const growthRatio = (make: (items: number) => () => unknown, items: number): number =>
  costRatio(make(4 * items), make(items));
