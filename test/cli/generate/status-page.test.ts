import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { statusPage } from "../../../src/cli/generate/status-page.ts";
import { PHASES } from "../../../src/controller/status.ts";
import type { Explanations } from "../../../src/controller/words.ts";
import { controllers } from "../../../src/operators.ts";

const SRC = fileURLToPath(new URL("../../../src/", import.meta.url));
const page = statusPage(controllers);
const sources = (await readdir(SRC, { recursive: true })).filter((file) => file.endsWith(".ts"));
const tables = await Promise.all(
  sources
    .filter((file) => file.endsWith("conditions-and-reasons.ts"))
    .map(async (file): Promise<Record<string, Explanations>> => import(pathToFileURL(SRC + file).href)),
);
const wordsOf = (table: "explainedConditions" | "explainedReasons") =>
  tables.flatMap((module) => Object.keys(module[table] ?? {}));

test("every word that the code can say is on the page, and every phase", () => {
  const headings = new Set(page.split("\n").flatMap((line) => /^### (.*)$/.exec(line)?.[1] ?? []));
  const words = [...wordsOf("explainedConditions"), ...wordsOf("explainedReasons")];
  assert.deepEqual([...headings].sort(), [...new Set(words)].sort());
  for (const phase of PHASES) assert.match(page, new RegExp(`^\\| \`${phase}\` \\|`, "m"));
});

test("every word that is explained is said somewhere", async () => {
  const code = await Promise.all(
    sources
      .filter((file) => !file.endsWith("conditions-and-reasons.ts"))
      .map((file) => readFile(SRC + file, "utf8")),
  );
  const unsaid = (table: Parameters<typeof wordsOf>[0], prefix: RegExp) =>
    wordsOf(table).filter(
      (word) => !code.some((text) => new RegExp(`\\b${prefix.source}\\.${word}\\b`).test(text)),
    );
  assert.deepEqual(unsaid("explainedConditions", /condition/), []);
  assert.deepEqual(unsaid("explainedReasons", /(reason|REASON|common)/), []);
});

test("a command says which of its words to replace, and nothing else is in capitals", () => {
  const known = [
    "RESOURCE",
    "NAME",
    "NAMESPACE",
    "KIND",
    "OBJECT",
    "STATEFULSET",
    "POD",
    "CLAIM",
    "SIZE",
    "GROUP",
  ];
  const commands = [...page.matchAll(/`(kubectl [^`]*)`/g)].map(([, command]) => command!);
  assert.ok(commands.length > 10);
  for (const command of commands) {
    for (const [word] of command.matchAll(/\b[A-Z]{3,}\b/g))
      assert.ok(known.includes(word), `${word} in ${command}`);
  }
});
