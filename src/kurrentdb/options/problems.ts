import { closest, distance } from "fastest-levenshtein";
import type { FieldError } from "../../schema/first-errors.ts";
import { shortened } from "../../schema/shortened.ts";
import { OPTIONS, type Option, type OptionType, optionNamed } from "./options.ts";
import { OWNED_OPTIONS } from "./owned.ts";
import { isAtLeast, isAtMost, readVersion, type Version } from "./version.ts";

/** How many problems are worth telling at once. */
const MOST_PROBLEMS = 10;

/** Longer than any name of an option, with room for a slip: of a longer one the beginning is told, and no likeness. */
const LONGEST_NAME = 63;

/** Which part of its letters a name may be off for the nearest one to be worth mentioning. */
const NEAR = 1 / 3;

/** Says what is wrong. Only what is told is put into words, since a spec may have thousands of options. */
type Complaint = () => string;

/**
 * What is wrong with the options that people add to the server's configuration.
 *
 * @param tag the image tag or digest of the server, which decides what options it knows
 * @param root what paths start with: `spec.configuration.options`
 */
export function optionProblems(
  options: Readonly<Record<string, unknown>>,
  tag: string,
  root: string,
): FieldError[] {
  const version = readVersion(tag);
  const complaints = Object.entries(options).flatMap(([name, value]) => {
    const complaint = complaintAbout(name, value, version);
    return complaint ? [{ name, complaint }] : [];
  });
  const told = complaints.slice(0, MOST_PROBLEMS);
  const untold = complaints.length - told.length;
  return [
    ...told.map(({ name, complaint }) => ({
      path: `${root}.${shortened(name, LONGEST_NAME)}`,
      message: complaint(),
    })),
    ...(untold > 0
      ? [{ path: root, message: `has ${untold} more option${untold === 1 ? "" : "s"} with such problems` }]
      : []),
  ];
}

function complaintAbout(name: string, value: unknown, version: Version): Complaint | undefined {
  if (Object.hasOwn(OWNED_OPTIONS, name)) return () => `belongs to the operator: ${OWNED_OPTIONS[name]}`;
  if (Object.hasOwn(OPTIONS, name)) {
    const option: Option = OPTIONS[name as keyof typeof OPTIONS];
    if (!isIn(version, option))
      return () => `is no option of ${version.text ?? "the server"}: ${where(option)}`;
    const must = demand(option, value);
    return must === undefined ? undefined : () => must;
  }
  return isSection(name, value) ? undefined : () => `is no option of the server${hint(name, version)}`;
}

const isIn = (version: Version, { since, until }: Option) =>
  (since === undefined || isAtLeast(version, since)) && (until === undefined || isAtMost(version, until));

/** The versions that have an option which some have not. */
const where = ({ since, until }: Option) =>
  since === undefined ? `only versions up to ${until} have it` : `only versions from ${since} on have it`;

/**
 * Sections are the settings of plugins, which the server does not check. It looks for options whatever their upper and
 * lower case, and for the items of a list under it: `gossipseed: {"0": …}` would be GossipSeed.
 */
const isSection = (name: string, value: unknown) =>
  value !== null &&
  typeof value === "object" &&
  !Array.isArray(value) &&
  optionNamed(name.split(":", 1)[0]!) === undefined;

function hint(name: string, version: Version): string {
  if (name.length > LONGEST_NAME) return "";
  const nearest = closest(name, Object.keys(OPTIONS)) as keyof typeof OPTIONS;
  if (distance(name, nearest) > name.length * NEAR) return "";
  const option = OPTIONS[nearest];
  return `; did you mean ${nearest}?${isIn(version, option) ? "" : ` But ${where(option)}`}`;
}

const INT_32 = 2 ** 31 - 1;

const whole = (value: unknown) => (Number.isInteger(value) ? undefined : "must be a whole number");
const between = (least: number, most: number, value: unknown) => {
  if ((value as number) < least) return `must be at least ${least}`;
  return (value as number) > most ? `must be at most ${most}` : undefined;
};

/** What a value must be, where it is not: each as the server's own binder takes it. */
const DEMANDS: Record<OptionType, (value: unknown, option: Option) => string | undefined> = {
  bool: (value) => (typeof value === "boolean" ? undefined : "must be true or false"),
  int: (value, { min = -INT_32 - 1 }) => whole(value) ?? between(min, INT_32, value),
  // Beyond that a number of JSON loses digits on its way.
  long: (value) => whole(value) ?? between(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, value),
  number: (value) => (Number.isFinite(value) ? undefined : "must be a number"),
  text: (value) =>
    ["string", "boolean"].includes(typeof value) || Number.isFinite(value) ? undefined : "must be text",
  enum: (value, { values = [] }) =>
    typeof value === "string" && values.some((one) => one.toLowerCase() === value.toLowerCase())
      ? undefined
      : `must be one of ${values.join(", ")}`,
  list: (value) => (Array.isArray(value) ? undefined : "must be a list"),
};

const demand = (option: Option, value: unknown) => DEMANDS[option.type](value, option);
