/** The server does not start with an option it does not know, so ours are held to its own list. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  ENVIRONMENT_ONLY,
  environmentName,
  OPTIONS,
  type OptionType,
} from "../../../src/kurrentdb/options/options.ts";
import { OWNED_OPTIONS } from "../../../src/kurrentdb/options/owned.ts";
import { optionProblems } from "../../../src/kurrentdb/options/problems.ts";

/** As the server's own classes have them. */
const listed = readFileSync(new URL("server-options.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [name = "", environment, type = "", note] = line.split("\t");
    return { name, environment, type, note };
  });

const NUMBERS: Record<string, OptionType> = { bool: "bool", int: "int", long: "int", double: "number" };

/** What we call the server's types: whatever is written as text is text to us. */
const typeOf = (type: string): OptionType => NUMBERS[type] ?? (type.endsWith("[]") ? "list" : "string");

test("we know exactly the options of the server, each with its type", () => {
  assert.equal(listed.length, 133);
  assert.deepEqual(OPTIONS, Object.fromEntries(listed.map(({ name, type }) => [name, typeOf(type)])));
});

test("every option is set by the environment variable that the server reads", () =>
  assert.deepEqual(
    listed.map(({ name }) => environmentName(name)),
    listed.map(({ environment }) => environment),
  ));

test("those that the server reads from the environment only are known, and never in the file", () => {
  const only = listed.filter(({ note }) => note === "environment-only").map(({ name }) => name);
  assert.deepEqual([...ENVIRONMENT_ONLY], only);
  for (const name of only) assert.ok(name in OWNED_OPTIONS, `${name} in the file would be ignored`);
});

test("every option that the operator owns exists, and is refused with the reason", () => {
  for (const [name, why] of Object.entries(OWNED_OPTIONS)) {
    assert.ok(name in OPTIONS, `${name} is no option: refusing it would hide that it is misspelt`);
    assert.deepEqual(optionProblems({ [name]: 1 }, "options"), [
      { path: `options.${name}`, message: `belongs to the operator: ${why}` },
    ]);
  }
});

/** Something of each type, as YAML reads it. */
const VALUES: Record<OptionType, unknown[]> = {
  bool: [true, false],
  int: [0, 30, -1],
  number: [1, 1.5],
  string: ["Information", "", 3, true],
  list: [[], ["a:2113"]],
};

test("every other option passes with a value of its type, and with none of another", () => {
  for (const [name, type] of Object.entries(OPTIONS)) {
    if (name in OWNED_OPTIONS) continue;
    for (const value of VALUES[type]) {
      assert.deepEqual(optionProblems({ [name]: value }, ""), [], `${name}: ${JSON.stringify(value)}`);
    }
    assert.equal(optionProblems({ [name]: null }, "").length, 1, `${name}: null`);
    assert.equal(optionProblems({ [name]: { a: 1 } }, "").length, 1, `${name} is no section`);
  }
});

test("sections are settings of plugins, which the server does not check", () => {
  const options = { Licensing: { LicenseKey: "x" }, OpenTelemetry: { Otlp: { Endpoint: "http://otel" } } };
  assert.deepEqual(optionProblems(options, ""), []);
});

test("a name that is not known gets the nearest one, where one is near", () => {
  const hint = (name: string) => optionProblems({ [name]: 1 }, "")[0]?.message;
  assert.equal(hint("LogLvel"), "is no option of the server; did you mean LogLevel?");
  assert.equal(
    hint("scavengeHistoryMaxAge"),
    "is no option of the server; did you mean ScavengeHistoryMaxAge?",
  );
  assert.equal(hint("SomethingElseAltogether"), "is no option of the server");
  assert.equal(hint("Licensing"), "is no option of the server", "a section without its settings");
});

test("names that objects of JavaScript have anyway are no options", () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    const [problem] = optionProblems(JSON.parse(`{"${name}": 1}`), "");
    assert.match(problem?.message ?? "", /^is no option of the server/, name);
  }
});
