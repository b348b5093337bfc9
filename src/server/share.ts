/**
 * Who has to make room, where several callers want it: the first entry of the caller who has the most. Nobody has to for
 * one who has as much already.
 *
 * @param entries in the order in which they would have to go
 * @param sizeOf how much room an entry takes
 * @param newcomer who wants room, and how much
 */
export function mostGreedy<T extends { caller: string }>(
  entries: Iterable<T>,
  sizeOf: (entry: T) => number,
  newcomer: { caller: string; size: number },
): T | undefined {
  const first = new Map<string, T>();
  const shares = new Map<string, number>();
  for (const entry of entries) {
    const size = sizeOf(entry);
    shares.set(entry.caller, (shares.get(entry.caller) ?? 0) + size);
    if (size > 0 && !first.has(entry.caller)) first.set(entry.caller, entry);
  }
  const own = (shares.get(newcomer.caller) ?? 0) + newcomer.size;
  let [greediest, most] = [undefined as string | undefined, own];
  for (const [caller, share] of shares) if (share > most) [greediest, most] = [caller, share];
  return greediest === undefined ? undefined : first.get(greediest);
}
