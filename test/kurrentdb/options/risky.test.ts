import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIONS } from "../../../src/kurrentdb/options/options.ts";
import { riskyOptions, riskyVariables } from "../../../src/kurrentdb/options/risky.ts";

const named = (options: Record<string, unknown>) => riskyOptions(options).map(({ option }) => option);

test("truncation without a limit is named, with what it risks", () => {
  const [found, ...others] = riskyOptions({ MaxTruncation: -1 });
  assert.equal(found?.option, "MaxTruncation: -1");
  assert.match(found?.risk ?? "", /cut off any amount of its events/);
  assert.deepEqual(others, []);
  assert.deepEqual(named({ MaxTruncation: -5 }), ["MaxTruncation: -5"], "any negative number is no limit");
  assert.deepEqual(named({ MaxTruncation: 268435456 }), []);
  assert.deepEqual(named({ MaxTruncation: 0 }), []);
});

test("every option that the server calls unsafe is named when it is on, and when it is off not", () => {
  const unsafe = Object.keys(OPTIONS).filter((name) => name.startsWith("Unsafe"));
  assert.equal(unsafe.length, 3);
  for (const name of unsafe) {
    assert.deepEqual(named({ [name]: true }), [`${name}: true`]);
    assert.deepEqual(named({ [name]: "True" }), [`${name}: True`], "as it may stand in the environment");
    assert.deepEqual(named({ [name]: false }), []);
  }
});

test("other options risk nothing", () =>
  assert.deepEqual(named({ StatsPeriodSec: -1, SkipDbVerify: true, Licensing: {} }), []));

test("a variable that sets one is told too, however it is written, and its value is not", () => {
  const risky = (variables: Record<string, string>) => riskyVariables(variables).map(({ option }) => option);
  assert.deepEqual(
    risky({
      KURRENTDB_MAX_TRUNCATION: "-1",
      eventstore_unsafe_disable_flush_to_disk: "True",
      KURRENTDB_UNSAFE_IGNORE_HARD_DELETE: "false",
      KURRENTDB_LOG_LEVEL: "-1",
      MAX_TRUNCATION: "-1",
      constructor: "true",
    }),
    ["KURRENTDB_MAX_TRUNCATION", "eventstore_unsafe_disable_flush_to_disk"],
  );
});
