/** How long properties look: a third of the time while somebody waits for the unit tests, see test/run.sh. */
const share = process.env.QUICK ? 1 / 3 : 1;

/** How many examples a property tries. @param whole in `npm test` */
export const runs = (whole: number): number => Math.ceil(whole * share);
