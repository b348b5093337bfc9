/** Which version of the server an image tag is. */
export interface Version {
  /** The numbers as the tag has them; nothing where it has none. */
  text: string | undefined;
  numbers: readonly [major: number, minor: number, patch: number];
}

/** What a tag without numbers counts as: the server behind `latest`, `nightly` or a digest is a new one. */
export const NEWEST: Version = { text: undefined, numbers: [Infinity, Infinity, Infinity] };

/** Up to three numbers, and whatever follows after a dot, a dash or the like: `25.1.0-x64-8.0-jammy`. */
const NUMBERS = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?![0-9A-Za-z])/;

/**
 * The version that a tag or digest names. A number that it leaves open is the highest there is, since `26.1` is a tag
 * that moves on to each 26.1.x. A pre-release (`26.2.0-alpha.1`) has the options of its release.
 */
export function readVersion(tag: string): Version {
  const match = NUMBERS.exec(tag);
  if (!match) return NEWEST;
  const [major, minor, patch] = match.slice(1);
  return {
    text: [major, minor, patch].filter((number) => number !== undefined).join("."),
    numbers: [Number(major), Number(minor ?? Infinity), Number(patch ?? Infinity)],
  };
}

/** Whether a version is that one or later: 26.0.2 is at least `26.0.2`. */
export const isAtLeast = (version: Version, least: string): boolean => compare(version, least) >= 0;

/** Whether a version is of that line or earlier: 25.0.1 is at most `25.0`. */
export const isAtMost = (version: Version, line: string): boolean => compare(version, line) <= 0;

/** Compares as many numbers as the text has. */
function compare({ numbers }: Version, text: string): number {
  for (const [index, part] of text.split(".").entries()) {
    const difference = numbers[index]! - Number(part);
    if (difference !== 0) return difference;
  }
  return 0;
}
