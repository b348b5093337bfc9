/**
 * What people mean by the value of an annotation, however they spell it.
 *
 * A pause is set in a hurry, and not to be paused is what does harm: all but a no pauses. A confirmation lets something
 * happen, so all but a yes confirms nothing.
 */

const YES: ReadonlySet<string> = new Set(["true", "yes", "on", "1", "y", "t"]);
const NO: ReadonlySet<string> = new Set(["false", "no", "off", "0", "n", "f", ""]);

const word = (value: string) => value.trim().toLowerCase();

export const isYes = (value: string | undefined): boolean => value !== undefined && YES.has(word(value));
/** Whether it is there and no clear no. */
export const isNotNo = (value: string | undefined): boolean => value !== undefined && !NO.has(word(value));
