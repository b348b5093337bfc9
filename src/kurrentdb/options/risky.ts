import { optionOf } from "./environment.ts";

/** An option with which events can be lost, and how. */
export interface Risk {
  /** The option with its value, as people wrote it: `MaxTruncation: -1`. Of a variable its name. */
  option: string;
  /** Continues the option: `lets a member …`. */
  risk: string;
}

/** In the file an option is a value, in the environment the text of one. */
const isTrue = (value: unknown) => String(value).trim().toLowerCase() === "true";

/** Options that are passed on although they put events at risk, and with which values they do. */
const RISKS: Readonly<Record<string, { isRisky: (value: unknown) => boolean; risk: string }>> = {
  // TFChunkDbTruncator.cs: any negative number is no limit.
  MaxTruncation: {
    isRisky: (value) => Number(value) < 0,
    risk: "lets a member cut off any amount of its events at a start, to follow a leader that has fewer",
  },
  UnsafeAllowSurplusNodes: {
    isRisky: isTrue,
    risk: "lets a member beyond the cluster's size become leader without the latest events, which are lost then",
  },
  UnsafeDisableFlushToDisk: {
    isRisky: isTrue,
    risk: "loses acknowledged events when machines lose power or crash",
  },
  UnsafeIgnoreHardDelete: { isRisky: isTrue, risk: "brings back streams that were deleted for good" },
};

/** Which of the options put events at risk, for a condition that names them. */
export const riskyOptions = (options: Readonly<Record<string, unknown>>): Risk[] =>
  Object.entries(RISKS)
    .filter(([name, { isRisky }]) => Object.hasOwn(options, name) && isRisky(options[name]))
    .map(([name, { risk }]) => ({ option: `${name}: ${options[name]}`, risk }));

/** Which of the variables do. They are named and their values are not: they may be a Secret's. */
export const riskyVariables = (variables: Readonly<Record<string, string>>): Risk[] =>
  Object.entries(variables).flatMap(([variable, value]) => {
    const { isRisky, risk } = RISKS[optionOf(variable) ?? ""] ?? {};
    return isRisky?.(value) && risk ? [{ option: variable, risk }] : [];
  });
