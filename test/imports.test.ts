/**
 * What the folders promise: imports go one way, products do not know each other, and whatever decides is a pure function
 * of its request.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { operators } from "../src/operators.ts";

const root = fileURLToPath(new URL("../src", import.meta.url));
const testRoot = fileURLToPath(new URL(".", import.meta.url));
const PRODUCTS = operators.map(({ name }) => name);

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)));

const sources = files(root).map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const roomOf = (file: string) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : file);

/** What each file imports: files of ours by their path, packages by their name. */
const imports = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/^(?:import|(?:import|export|\}).* from) "([^"]+)";$/gm)].map(([, target = ""]) => ({
    file,
    target: target.startsWith(".") ? join(dirname(file), target) : target,
    isOurs: target.startsWith("."),
  })),
);

const BELOW_PRODUCTS = ["controller", "metacontroller", "kubernetes", "schema"];

/** For each room, the others it may import from. Nobody imports from the server or the command line but main.ts. */
const MAY: Record<string, string[]> = {
  schema: [],
  kubernetes: ["schema"],
  metacontroller: ["kubernetes", "schema"],
  controller: ["metacontroller", "kubernetes", "schema"],
  ...Object.fromEntries(PRODUCTS.map((product) => [product, BELOW_PRODUCTS])),
  "operators.ts": [...PRODUCTS, ...BELOW_PRODUCTS],
  server: ["operators.ts", ...BELOW_PRODUCTS],
  cli: ["operators.ts", ...BELOW_PRODUCTS],
};

test("imports go one way: server and cli, products, controller, metacontroller, kubernetes, schema", () => {
  const wrong = imports.filter(({ file, target, isOurs }) => {
    const room = roomOf(file);
    return isOurs && room in MAY && roomOf(target) !== room && !MAY[room]!.includes(roomOf(target));
  });
  assert.deepEqual(
    wrong.map(({ file, target }) => `${file} imports ${target}`),
    [],
  );
});

test("every room is one of those that this test knows", () => {
  const unknown = new Set(sources.map(({ file }) => roomOf(file)).filter((room) => !(room in MAY)));
  assert.deepEqual([...unknown].sort(), ["main.ts"]);
});

for (const product of PRODUCTS) {
  test(`nothing but its folder and the list of operators knows of ${product}: a third is a folder and a line`, () => {
    const word = new RegExp(product, "i");
    const knowing = sources
      .filter(({ file, text }) => roomOf(file) !== product && file !== "operators.ts" && word.test(text))
      .map(({ file }) => file);
    assert.deepEqual(knowing, []);
  });
}

/** The clock, chance, the environment, the network and the disk. What depends on them cannot be told from the request. */
const IMPURE = [
  // A date that is given is no clock.
  /\bDate\b(?!-|\.parse\(|\([^)])/,
  /\bMath\.random\b/,
  /\bprocess\b\./,
  /\bperformance\b\./,
  /\bfetch\(/,
  /\bsetTimeout\b|\bsetInterval\b/,
  /\brandomUUID\b|\brandomBytes\b/,
];
const PURE_PACKAGES =
  /^(@sinclair\/typebox(\/.+)?|kubernetes-types\/.+|node:crypto|yaml|fastest-levenshtein|safe-stable-stringify)$/;
/** What node:crypto has without chance: hashes, and the reading of certificates and keys. */
const PURE_CRYPTO = new Set([
  "createHash",
  "createPrivateKey",
  "type KeyObject",
  "type X509Certificate",
  "X509Certificate",
]);
const pure = [...BELOW_PRODUCTS, ...PRODUCTS];

test("rooms that decide read no clock, no chance, no environment", () => {
  const impure = sources
    .filter(({ file }) => pure.includes(roomOf(file)))
    .flatMap(({ file, text }) =>
      withoutComments(text)
        .split("\n")
        .filter((line) => IMPURE.some((pattern) => pattern.test(line)))
        .map((line) => `${file}: ${line.trim()}`),
    );
  assert.deepEqual(impure, []);
});

const withoutComments = (text: string) =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");

test("rooms that decide import nothing that reaches outside, of node:crypto only what has no chance in it", () => {
  const reaching = imports
    .filter(
      ({ file, target, isOurs }) => pure.includes(roomOf(file)) && !isOurs && !PURE_PACKAGES.test(target),
    )
    .map(({ file, target }) => `${file} imports ${target}`);
  assert.deepEqual(reaching, []);
  for (const { file, text } of sources.filter(({ text }) => text.includes('"node:crypto"'))) {
    if (!pure.includes(roomOf(file))) continue;
    const named = /import (type )?\{ ([^}]+) \} from "node:crypto"/.exec(text);
    const names = (named?.[2] ?? "everything").split(", ").map((name) => `${named?.[1] ?? ""}${name}`);
    assert.deepEqual(
      names.filter((name) => !PURE_CRYPTO.has(name)),
      [],
      file,
    );
  }
});

/** Types, tables of words, and lists of names, which are tested where they are used. */
const WITHOUT_TEST = new Set([
  "chronik/cluster/annotations.ts",
  "chronik/cluster/child-kinds.ts",
  "chronik/cluster/conditions-and-reasons.ts",
  "chronik/cluster/spec.ts",
  "chronik/cluster/spec/network.ts",
  "chronik/cluster/spec/probes.ts",
  "chronik/cluster/spec/server.ts",
  "chronik/cluster/spec/storage.ts",
  "chronik/cluster/spec/topology-rules.ts",
  "chronik/cluster/state-metrics.ts",
  "chronik/cluster/status-schema.ts",
  "chronik/cluster/tiered/paths.ts",
  "chronik/cluster/unified/paths.ts",
  "chronik/cluster/unified/ports.ts",
  "chronik/operator.ts",
  "controller/conditions-and-reasons.ts",
  "controller/controller.ts",
  "controller/definition.ts",
  "controller/state-metrics.ts",
  "controller/words.ts",
  "kubernetes/kinds.ts",
  "kubernetes/pod-fields.ts",
]);

test("every file of these rooms has its test in the same place, so that a missing one is seen", () => {
  const missing = sources
    .map(({ file }) => file)
    .filter((file) => [...BELOW_PRODUCTS, "chronik", "cli"].includes(roomOf(file)))
    .filter((file) => !existsSync(join(testRoot, file.replace(/\.ts$/, ".test.ts"))));
  assert.deepEqual(
    missing.filter((file) => !WITHOUT_TEST.has(file)),
    [],
  );
  assert.deepEqual(
    [...WITHOUT_TEST].filter((file) => !missing.includes(file)),
    [],
    "has a test now, or is gone",
  );
});
