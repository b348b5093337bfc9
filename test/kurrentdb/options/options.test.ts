/** The server does not start with an option it does not know, so ours are held to its own list. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  ENVIRONMENT_ONLY,
  environmentName,
  OPTIONS,
  type Option,
  type OptionType,
  optionNamed,
} from "../../../src/kurrentdb/options/options.ts";

/** As the server's own classes have them, in every version from 25.0 on. */
const listed = readFileSync(new URL("server-options.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [, name = "", environment, type = "", , note, values, since, until] = line.split("\t");
    return { name, environment, type, note, values, since, until };
  });

const TYPES: Record<string, OptionType> = {
  bool: "bool",
  int: "int",
  long: "long",
  double: "number",
  enum: "enum",
};

/** What we call the server's types: whatever is written as text is text to us. */
const typeOf = (type: string): OptionType => TYPES[type] ?? (type.endsWith("[]") ? "list" : "text");

test("we know exactly the options of the server, each with its type, its values and its versions", () => {
  assert.equal(listed.length, 138);
  const asListed = listed.map(({ name, type, values, since, until }) => [
    name,
    {
      type: typeOf(type),
      ...(values && { values: values.split(", ") }),
      ...(since && { since }),
      ...(until && { until }),
    },
  ]);
  const ours = Object.entries<Option>(OPTIONS).map(([name, { min, ...option }]) => [name, option]);
  assert.deepEqual(Object.fromEntries(ours), Object.fromEntries(asListed));
});

test("the least values are those below which the server does not start", () => {
  const least = Object.entries<Option>(OPTIONS).flatMap(([name, { min }]) =>
    min === undefined ? [] : [`${name} ${min}`],
  );
  assert.deepEqual(least, ["InitializationThreads 1", "KeepAliveInterval 0", "KeepAliveTimeout 0"]);
});

test("every option is set by the environment variable that the server reads", () =>
  assert.deepEqual(
    listed.map(({ name }) => environmentName(name)),
    listed.map(({ environment }) => environment),
  ));

test("those that the server reads from the environment only are known", () => {
  const only = listed.filter(({ note }) => note === "environment-only").map(({ name }) => name);
  assert.deepEqual([...ENVIRONMENT_ONLY], only);
});

test("an option is found whatever its upper and lower case, and a word of JavaScript is none", () => {
  assert.equal(optionNamed("gossipseed"), "GossipSeed");
  assert.equal(optionNamed("DB"), "Db");
  for (const name of ["constructor", "toString", "__proto__", "", "Licensing"]) {
    assert.equal(optionNamed(name), undefined, name);
  }
});
