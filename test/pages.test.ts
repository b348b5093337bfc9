/** What the pages say of this repository is so: links lead somewhere, commands and files exist, samples are accepted. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { Value } from "@sinclair/typebox/value";
import { parseAllDocuments } from "yaml";
import { controllers, operators } from "../src/operators.ts";
import { readSettings } from "../src/server/settings.ts";
import { streamOperators } from "./support/command-line.ts";
import { type Page, pages, repository } from "./support/pages.ts";

const LANGUAGES = ["bash", "mermaid", "text", "ts", "yaml"];

const codeOf = ({ blocks, codeSpans }: Page) => [...blocks.map(({ code }) => code), ...codeSpans].join("\n");
const blocksIn = ({ blocks }: Page, ...languages: string[]) =>
  blocks.filter(({ language }) => languages.includes(language)).map(({ code }) => code);

test("the pages are found", () => {
  const files = pages.map(({ file }) => file);
  for (const file of ["README.md", "deploy/README.md", "crds/STATUS.md"])
    assert.ok(files.includes(file), file);
});

for (const page of pages) {
  describe(page.file, () => {
    test("every link within the repository leads to a file, and to a heading in it", () => {
      const broken = page.links.filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link));
      assert.deepEqual(broken, []);
    });

    test("every command of npm that it names is there", () => {
      const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
      const named = [...codeOf(page).matchAll(/\bnpm (?:run (?:--silent )?([\w:]+)|(test|start)\b)/g)];
      assert.deepEqual(
        named.map(([, script, short]) => script ?? short).filter((name) => !(name! in scripts)),
        [],
      );
    });

    test("every file and folder of the repository that it names is there", () => {
      const named = [...codeOf(page).matchAll(PATH)].map(([path]) => path);
      assert.deepEqual(
        named.filter((path) => !exists(path)),
        [],
      );
    });

    test("every block of code says what language it is in", () =>
      assert.deepEqual(
        page.blocks.filter(({ language }) => !LANGUAGES.includes(language)),
        [],
      ));

    test("what is for a shell, a shell can read", () => {
      for (const code of blocksIn(page, "bash")) execFileSync("bash", ["-n"], { input: code });
    });

    test("what is for a cluster is YAML, and custom resources of ours are accepted by their operator", async () => {
      for (const code of [...blocksIn(page, "yaml"), ...heredocs(page)]) {
        const documents = parseAllDocuments(code);
        assert.deepEqual(
          documents.flatMap(({ errors }) => errors.map(({ message }) => message)),
          [],
          code,
        );
        const ours = documents.map((document) => document.toJS()).filter(isOurs);
        if (ours.length === 0) continue;
        for (const { apiVersion, kind, spec } of ours) {
          const schema = specOf(apiVersion, kind);
          assert.ok(schema, `there is no ${kind} in ${apiVersion}`);
          assert.deepEqual(Value.Clean(schema, structuredClone(spec)), spec, `${kind} has no such field`);
        }
        const { code: exit, stderr } = await streamOperators(["render", "-f", "-"], { input: code });
        assert.equal(exit, 0, `${stderr}\n${code}`);
      }
    });
  });
}

test("the page of settings has each of them, with its default", () => {
  const names = readFileSync(join(repository, "src/server/settings.ts"), "utf8").matchAll(
    /^ {2}([A-Z_]+):/gm,
  );
  const { text } = pages.find(({ file }) => file === "deploy/docs/operate.md")!;
  const rows = [...text.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \| (?:`([^`]+)`)? *\|/gm)].flatMap(
    ([, cell, value]) => [...cell!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => [name!, value] as const),
  );
  assert.deepEqual(rows.map(([name]) => name).sort(), [...names].map(([, name]) => name).sort());
  const defaults = Object.fromEntries(rows.filter(([, value]) => value !== undefined));
  const all = operators.map(({ name }) => name);
  assert.deepEqual(readSettings(defaults, all), readSettings({}, all));
});

/** A path into a folder of this repository; names in capitals stand for something else. */
const ROOTS = readdirSync(repository, { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && /^[a-z]/.test(entry.name) && !/^(node_modules|dist)$/.test(entry.name),
  )
  .map(({ name }) => name);
const PATH = new RegExp(`(?<![\\w./-])(?:${ROOTS.join("|")})/[\\w./*-]*[\\w/*]`, "g");

function exists(path: string): boolean {
  if (/[A-Z]{2}/.test(path.replace(/README|STATUS/, "")) || path.includes("*")) return true;
  return existsSync(join(repository, path));
}

function leadsSomewhere({ file, anchors }: Page, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : normalize(join(dirname(file), decodeURI(path)));
  if (!existsSync(join(repository, target))) return false;
  if (anchor === undefined) return true;
  const known = path === "" ? anchors : pages.find((page) => page.file === target)?.anchors;
  return known?.has(anchor) ?? false;
}

const isOurs = (value: { apiVersion?: string } | null) =>
  controllers.some(({ customResource: { group } }) => value?.apiVersion?.startsWith(`${group}/`));

const specOf = (apiVersion: string, kind: string) =>
  controllers.find(
    ({ customResource }) =>
      apiVersion === `${customResource.group}/${customResource.version}` && kind === customResource.kind,
  )?.customResource.spec;

/** Objects that a command has between `<<'EOF'` and `EOF`. */
const heredocs = (page: Page): string[] =>
  blocksIn(page, "bash").flatMap((code) =>
    [...code.matchAll(/<<'EOF'\n([\s\S]*?)\nEOF$/gm)].map(([, yaml]) => yaml!),
  );
