/** How the demo looks: one line for each thing that happens, in columns, with colour where there is a terminal. */
import { isDeepStrictEqual } from "node:util";
import type { News } from "./chronicle.ts";

type Colour = "bold" | "dim" | "red" | "green" | "yellow" | "magenta" | "cyan";

const codes: Record<Colour, number> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  magenta: 35,
  cyan: 36,
};

const phaseColours: Record<string, Colour> = {
  Pending: "yellow",
  Creating: "cyan",
  Updating: "cyan",
  Running: "green",
  Deleting: "magenta",
  Failed: "red",
};

const margin = "  ";
const firstColumn = 11;
const kindColumn = 26;
const indent = " ".repeat(firstColumn);
const width = 110;
const shownDifferences = 3;
const longestValue = 40;

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

/** What a status says. */
export interface Progress {
  phase: string;
  pods: { ready: number; all: number };
  message: string;
}

export class Page {
  readonly #output: Output;
  readonly #colourful: boolean;
  #printed: Progress | undefined;
  /** The latest progress, while it differs from what was printed by numbers alone. */
  #pending: Progress | undefined;

  /** @param env NO_COLOR in it turns colours off: https://no-color.org */
  constructor(output: Output, env: NodeJS.ProcessEnv) {
    this.#output = output;
    this.#colourful = Boolean(output.isTTY) && !env.NO_COLOR;
  }

  title(text: string, subtitle = ""): void {
    this.#line("");
    this.#line(this.#paint("bold", text) + (subtitle && `  ${this.#paint("dim", subtitle)}`));
  }

  text(text: string): void {
    this.#line(text);
  }

  /** Something that a person does. */
  action(verb: string, ...texts: string[]): void {
    this.#line("");
    for (const [index, text] of texts.entries()) this.#row(index === 0 ? verb : "", "bold", text);
  }

  /** Of a progress that only counts on, the first and the last line are printed. */
  status(progress: Progress): void {
    const last = this.#pending ?? this.#printed;
    if (last && shapeOf(last) === shapeOf(progress)) {
      this.#pending = isDeepStrictEqual(this.#printed, progress) ? undefined : progress;
      return;
    }
    this.#flush();
    this.#print(progress);
  }

  #print(progress: Progress) {
    this.#printed = progress;
    const { phase, pods, message } = progress;
    const colour = phaseColours[phase] ?? "bold";
    const dots = "●".repeat(pods.ready) + "○".repeat(Math.max(pods.all - pods.ready, 0));
    this.#row(phase, colour, dots ? `${dots}  ${message}` : message, dots.length);
  }

  #flush() {
    const progress = this.#pending;
    this.#pending = undefined;
    if (progress) this.#print(progress);
  }

  /** Something that was found to be as it should be. */
  proof(text: string): void {
    this.#row("✓", "green", text);
  }

  failure(text: string): void {
    this.#line("");
    for (const [index, line] of text.split("\n").entries()) this.#row(index === 0 ? "✗" : "", "red", line);
  }

  news({ created, changed, deleted }: News): void {
    this.#groups("+", "green", created);
    for (const { object, differences } of changed) {
      this.#entry("~", "yellow", object.kind, object.metadata.name);
      for (const { path, from, to } of differences.slice(0, shownDifferences)) {
        this.#detail(`${shortened(path)}: ${shown(from)} → ${shown(to)}`);
      }
      const more = differences.length - shownDifferences;
      if (more > 0) this.#detail(`and ${more} more`);
    }
    this.#groups("-", "red", deleted);
  }

  #groups(sign: string, colour: Colour, objects: { kind: string; metadata: { name: string } }[]) {
    for (const kind of new Set(objects.map((object) => object.kind))) {
      const names = objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
      this.#entry(sign, colour, kind, names.join(", "));
    }
  }

  #entry(sign: string, colour: Colour, kind: string, text: string) {
    const first = `${indent}${this.#paint(colour, sign)} ${kind.padEnd(kindColumn)}`;
    const [start = "", ...more] = wrapped(text, width - margin.length - firstColumn - kindColumn - 2);
    this.#line(margin + first + start);
    for (const line of more) this.#line(margin + indent + " ".repeat(kindColumn + 2) + line);
  }

  #detail(text: string) {
    for (const line of wrapped(text, width - margin.length - firstColumn - 4)) {
      this.#line(`${margin}${indent}    ${this.#paint("dim", line)}`);
    }
  }

  /** @param painted how many characters of the text have the first column's colour */
  #row(first: string, colour: Colour, text: string, painted = 0) {
    const [start = "", ...more] = wrapped(text, width - margin.length - firstColumn);
    const painting = this.#paint(colour, start.slice(0, painted)) + start.slice(painted);
    this.#line(margin + this.#paint(colour, first.padEnd(firstColumn)) + painting);
    for (const line of more) this.#line(margin + indent + line);
  }

  #line(text: string) {
    this.#flush();
    this.#output.write(`${text.trimEnd()}\n`);
  }

  #paint(colour: Colour, text: string): string {
    return this.#colourful && text ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;
  }
}

/** Pods are what most changes are about, and where in the template they stand goes without saying. */
const shortened = (path: string) =>
  path.replace("spec.template.spec.", "").replace("spec.template.metadata.", "pod ");

function shown(value: unknown): string {
  if (value === undefined) return "(none)";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > longestValue ? `…${line.slice(1 - longestValue)}` : line;
}

/** Progress of one shape differs by its numbers alone. */
const shapeOf = ({ phase, message }: Progress) => `${phase} ${message.replaceAll(/\d+/g, "0")}`;

/** Lines of at most so many characters, broken between words; a longer word has a line to itself. */
function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
