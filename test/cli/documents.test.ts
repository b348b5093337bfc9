import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { BadInput, objectsIn } from "../../src/cli/documents.ts";

const folder = mkdtempSync(join(tmpdir(), "documents-"));
after(() => rmSync(folder, { recursive: true }));

const file = join(folder, "file.yaml");
const namesIn = async (content: string) => {
  writeFileSync(file, content);
  return (await objectsIn(file)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
};

const object = (kind: string, name: string) => ({ apiVersion: "v1", kind, metadata: { name } });
const yaml = (kind: string, name: string) => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n`;

const good: [reason: string, content: string, names: string[]][] = [
  ["one document", yaml("Secret", "a"), ["Secret a"]],
  ["several", `${yaml("Secret", "a")}---\n${yaml("ConfigMap", "b")}`, ["Secret a", "ConfigMap b"]],
  [
    "empty ones between, which kustomize and Helm leave",
    `---\n---\n# comment\n---\n${yaml("Secret", "a")}`,
    ["Secret a"],
  ],
  ["JSON", JSON.stringify(object("Secret", "a")), ["Secret a"]],
  [
    "a List, as kubectl get -o yaml prints it",
    JSON.stringify({ apiVersion: "v1", kind: "List", items: [object("Secret", "a"), object("Secret", "b")] }),
    ["Secret a", "Secret b"],
  ],
  [
    "a list of one kind, as the API server prints it",
    JSON.stringify({ apiVersion: "v1", kind: "SecretList", items: [object("Secret", "a")] }),
    ["Secret a"],
  ],
  ["nothing", "", []],
  ["aliases", `base: &b {name: a}\napiVersion: v1\nkind: Secret\nmetadata: *b\n`, ["Secret a"]],
];

for (const [reason, content, names] of good) {
  test(`${reason} can be read`, async () => assert.deepEqual(await namesIn(content), names));
}

const bad: [reason: string, content: string, message: RegExp][] = [
  ["no YAML", "a: [", /: Flow sequence in block collection/],
  ["a tab", "a:\n\t- b", /Tabs are not allowed/],
  ["a key twice", "a: 1\na: 2", /Map keys must be unique/],
  ["an alias to nothing", "a: *nothing", /Unresolved alias.*nothing/],
  ["an alias that unfolds without end", laughs(), /alias/i],
  ["no object", "just text", /document 1 is no Kubernetes object: apiVersion and kind are needed/],
  [
    "no kind, in the document that people count to",
    `---\n${yaml("Secret", "a")}---\napiVersion: v1`,
    /document 2 is no/,
  ],
  ["no name", "apiVersion: v1\nkind: Secret", /document 1 \(Secret\) has no metadata.name/],
  [
    "null in a List",
    '{"apiVersion":"v1","kind":"List","items":[null]}',
    /document 1, item 1, is no Kubernetes object/,
  ],
];

/** A few lines that would be a gigabyte. */
function laughs(): string {
  const levels = Array.from({ length: 12 }, (_, level) =>
    level === 0 ? "a0: &a0 [x, x, x, x, x]" : `a${level}: &a${level} [${Array(9).fill(`*a${level - 1}`)}]`,
  );
  return levels.join("\n");
}

for (const [reason, content, message] of bad) {
  test(`${reason}: one clear line with the file's name`, async () => {
    await assert.rejects(namesIn(content), (error: Error) => {
      assert.ok(error instanceof BadInput, "anything else is printed with its stack");
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(`${file}: `));
      assert.equal(error.message.split("\n").length, 1);
      return true;
    });
  });
}

test("several mistakes are a line each", async () => {
  await assert.rejects(namesIn("a: 1\na: 2\n---\nb: 1\nb: 2"), (error: Error) => {
    assert.equal(error.message.split("\n").length, 2);
    return true;
  });
});

test("a file that is not there, or no file, is said to be so", async () => {
  await assert.rejects(objectsIn(join(folder, "missing.yaml")), /missing\.yaml: no such file$/);
  await assert.rejects(objectsIn(folder), /cannot be read \(EISDIR\)$/);
});
