/** What real members said, second by second: recordings.tsv, whose head says how it was recorded. */
import { readFileSync } from "node:fs";

export interface Line {
  /** Milliseconds from the beginning. */
  at: number;
  /** A member, or `event` for what was done to them. */
  who: string;
  text: string;
}

export interface Recording {
  name: string;
  lines: Line[];
}

export const recordings: Recording[] = [];
for (const row of readFileSync(new URL("recordings.tsv", import.meta.url), "utf8").split("\n")) {
  if (row === "" || row.startsWith("#")) continue;
  const [name = "", seconds, who = "", text = ""] = row.split("\t");
  if (recordings.at(-1)?.name !== name) recordings.push({ name, lines: [] });
  recordings.at(-1)!.lines.push({ at: Number(seconds) * 1000, who, text });
}

export const recordingOf = (name: string): Recording => recordings.find((one) => one.name === name)!;
