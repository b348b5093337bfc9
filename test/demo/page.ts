/** How the demo looks: one line for each thing that happens, in columns, with colour where there is a terminal. */
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
const shownDifferences = 3;
const longestValue = 40;

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

export class Page {
  readonly #output: Output;
  readonly #colourful: boolean;

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
  action(verb: string, text: string): void {
    this.#line("");
    this.#row(this.#paint("bold", verb.padEnd(firstColumn)), text);
  }

  /** What status says, and how many pods are ready. */
  status(phase: string, pods: { ready: number; all: number }, message: string): void {
    const colour = phaseColours[phase] ?? "bold";
    const dots = "●".repeat(pods.ready) + "○".repeat(Math.max(pods.all - pods.ready, 0));
    const bar = dots && `${this.#paint(colour, dots)}  `;
    this.#row(this.#paint(colour, phase.padEnd(firstColumn)), bar + message);
  }

  /** Something that was found to be as it should be. */
  proof(text: string): void {
    this.#row(this.#paint("green", "✓".padEnd(firstColumn)), text);
  }

  failure(text: string): void {
    const [first = "", ...more] = text.split("\n");
    this.#line("");
    this.#row(this.#paint("red", "✗".padEnd(firstColumn)), first);
    for (const line of more) this.#row(indent, line);
  }

  news({ created, changed, deleted }: News): void {
    this.#groups("+", "green", created);
    for (const { object, differences } of changed) {
      this.#entry("~", "yellow", object.kind, object.metadata.name);
      for (const { path, from, to } of differences.slice(0, shownDifferences)) {
        const values = `${shown(from)} → ${shown(to)}`;
        this.#entry(" ", "yellow", "", this.#paint("dim", `${shortened(path)}: ${values}`));
      }
      const more = differences.length - shownDifferences;
      if (more > 0) this.#entry(" ", "yellow", "", this.#paint("dim", `and ${more} more`));
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
    this.#row(indent, `${this.#paint(colour, sign)} ${kind.padEnd(kindColumn)}${text}`);
  }

  #row(first: string, second: string) {
    this.#line(margin + first + second);
  }

  #line(text: string) {
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
  return line.length > longestValue ? `${line.slice(0, longestValue - 1)}…` : line;
}
