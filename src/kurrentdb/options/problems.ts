import { closest, distance } from "fastest-levenshtein";
import type { Problem } from "../../schema/validation.ts";
import { OPTIONS, type OptionType } from "./options.ts";
import { OWNED_OPTIONS } from "./owned.ts";

/** Which part of its letters a name may be off for the nearest one to be worth mentioning. */
const NEAR = 1 / 3;

const IS: Record<OptionType, (value: unknown) => boolean> = {
  bool: (value) => typeof value === "boolean",
  int: Number.isInteger,
  number: (value) => typeof value === "number",
  string: (value) => ["string", "number", "boolean"].includes(typeof value),
  list: Array.isArray,
};
const SAYS: Record<OptionType, string> = {
  bool: "must be true or false",
  int: "must be a whole number",
  number: "must be a number",
  string: "must be text",
  list: "must be a list",
};

/** What is wrong with the options that people add to the server's configuration. */
export const optionProblems = (options: Readonly<Record<string, unknown>>, root: string): Problem[] =>
  Object.entries(options).flatMap(([name, value]) => {
    const message = problem(name, value);
    return message ? [{ path: `${root}.${name}`, message }] : [];
  });

function problem(name: string, value: unknown): string | undefined {
  if (Object.hasOwn(OWNED_OPTIONS, name)) return `belongs to the operator: ${OWNED_OPTIONS[name]}`;
  if (Object.hasOwn(OPTIONS, name)) {
    const type = OPTIONS[name as keyof typeof OPTIONS];
    return IS[type](value) ? undefined : SAYS[type];
  }
  // The server does not check sections, which are the settings of its plugins.
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return undefined;
  const nearest = closest(name, Object.keys(OPTIONS));
  return `is no option of the server${distance(name, nearest) <= name.length * NEAR ? `; did you mean ${nearest}?` : ""}`;
}
