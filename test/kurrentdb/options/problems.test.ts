import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIONS, type Option, type OptionType } from "../../../src/kurrentdb/options/options.ts";
import { OWNED_OPTIONS } from "../../../src/kurrentdb/options/owned.ts";
import { optionProblems } from "../../../src/kurrentdb/options/problems.ts";
import { readVersion } from "../../../src/kurrentdb/options/version.ts";

/** What is said about one option. */
const said = (name: string, value: unknown, tag = "latest") =>
  optionProblems(JSON.parse(JSON.stringify({ [name]: value })), tag, "options").map(({ message }) => message);

const free = Object.entries<Option>(OPTIONS).filter(([name]) => !(name in OWNED_OPTIONS));

/** A version that has the option. */
const versionWith = ({ since, until }: Option) => since ?? until ?? "latest";

/** Something of each type, as YAML reads it. */
const VALUES: Record<OptionType, (option: Option) => unknown[]> = {
  bool: () => [true, false],
  int: ({ min = -2147483648 }) => [min, 30, 2147483647],
  long: () => [0, -1, 2 ** 40, Number.MAX_SAFE_INTEGER],
  number: () => [1, 1.5, -2e300],
  text: () => ["Information", "", 3, true],
  enum: ({ values = [] }) => [...values, ...values.map((value) => value.toUpperCase())],
  list: () => [[], ["a:2113"]],
};

test("every option that people may set passes with a value of its type, and with none of another", () => {
  for (const [name, option] of free) {
    const tag = versionWith(option);
    for (const value of VALUES[option.type](option)) {
      assert.deepEqual(said(name, value, tag), [], `${name}: ${JSON.stringify(value)}`);
    }
    for (const value of [null, { a: 1 }]) {
      assert.equal(said(name, value, tag).length, 1, `${name}: ${JSON.stringify(value)}`);
    }
  }
});

test("a value that the server cannot read is refused with what it reads", () => {
  assert.deepEqual(said("SkipDbVerify", "true"), ["must be true or false"]);
  assert.deepEqual(said("StatsPeriodSec", 1.5), ["must be a whole number"]);
  assert.deepEqual(said("StatsPeriodSec", "60"), ["must be a whole number"]);
  assert.deepEqual(said("StatsPeriodSec", 2147483648), ["must be at most 2147483647"]);
  assert.deepEqual(said("StatsPeriodSec", -2147483649), ["must be at least -2147483648"]);
  assert.deepEqual(said("ChunksCacheSize", 1.5), ["must be a whole number"]);
  assert.deepEqual(said("ChunksCacheSize", 2 ** 53), ["must be at most 9007199254740991"]);
  assert.deepEqual(said("InitializationThreads", 0), ["must be at least 1"]);
  assert.deepEqual(said("KeepAliveTimeout", -1), ["must be at least 0"]);
  assert.deepEqual(said("MinFlushDelayMs", "2"), ["must be a number"]);
  assert.deepEqual(said("LogConfig", ["a"]), ["must be text"]);
  const [problem] = optionProblems({ MinFlushDelayMs: JSON.parse("1e999") }, "latest", "");
  assert.equal(problem?.message, "must be a number", "infinity would become null on its way");
});

test("an enum takes its values whatever their upper and lower case, as the server's binder does", () => {
  assert.deepEqual(said("RunProjections", "all"), []);
  assert.deepEqual(said("LogLevel", "wArNiNg"), []);
  for (const value of ["Everything", "", 1, ["All"], "All "]) {
    assert.deepEqual(said("RunProjections", value), ["must be one of None, System, All"]);
  }
  assert.deepEqual(said("DbLogFormat", "ExperimentalV3"), ["must be one of V2"]);
});

test("an option is refused where the version does not have it, with those that do", () => {
  const sinceThen = "only versions from 26.0.2 on have it";
  assert.deepEqual(said("DisableClientAuthEkuValidation", true, "26.0.1"), [
    `is no option of 26.0.1: ${sinceThen}`,
  ]);
  assert.deepEqual(said("DisableClientAuthEkuValidation", true, "25.1.0-x64-8.0-jammy"), [
    `is no option of 25.1.0: ${sinceThen}`,
  ]);
  assert.deepEqual(said("DisableClientAuthEkuValidation", true, "26.0.2"), []);
  assert.deepEqual(said("DisableClientAuthEkuValidation", true, "26.0"), [], "26.0 is the last 26.0.x");
  const before = "only versions up to 25.0 have it";
  assert.deepEqual(said("DisableFirstLevelHttpAuthorization", true, "25.0.1"), []);
  assert.deepEqual(said("DisableFirstLevelHttpAuthorization", true, "25.1.0"), [
    `is no option of 25.1.0: ${before}`,
  ]);
  for (const tag of ["latest", "nightly", `sha256:${"a".repeat(64)}`]) {
    assert.deepEqual(said("CompressionLevel", "Fastest", tag), [], "checked against the newest");
    assert.deepEqual(said("DisableFirstLevelHttpAuthorization", true, tag), [
      `is no option of the server: ${before}`,
    ]);
  }
});

test("every option that some version has not is refused there and taken where it is", () => {
  const some = free.filter(([, { since, until }]) => since ?? until);
  assert.deepEqual(
    some.map(([name]) => name),
    [
      "DisableClientAuthEkuValidation",
      "CompressionLevel",
      "DisableFirstLevelHttpAuthorization",
      "MaxPartitionStateCacheSize",
    ],
  );
  for (const [name, option] of some) {
    const [value] = VALUES[option.type](option);
    assert.deepEqual(said(name, value, versionWith(option)), [], name);
    const other = option.since ? "25.0.0" : "25.1.0";
    assert.deepEqual(said(name, value, other).length, 1, `${name} in ${readVersion(other).text}`);
  }
});

test("a name that is not known gets the nearest one, where one is near", () => {
  assert.deepEqual(said("LogLvel", 1), ["is no option of the server; did you mean LogLevel?"]);
  assert.deepEqual(said("scavengeHistoryMaxAge", 1), [
    "is no option of the server; did you mean ScavengeHistoryMaxAge?",
  ]);
  assert.deepEqual(said("SomethingElseAltogether", 1), ["is no option of the server"]);
  assert.deepEqual(said("Licensing", 1), ["is no option of the server"], "a section without its settings");
});

test("where the nearest one belongs to other versions, that is said as well", () =>
  assert.deepEqual(said("CompresionLevel", "Fastest", "25.0.0"), [
    "is no option of the server; did you mean CompressionLevel? But only versions from 26.1.1 on have it",
  ]));

test("sections are settings of plugins, which the server does not check", () => {
  const options = { Licensing: { LicenseKey: "x" }, OpenTelemetry: { Otlp: { Endpoint: "http://otel" } } };
  assert.deepEqual(optionProblems(options, "25.0.0", ""), []);
});

test("a section that the server would read as an option is none", () => {
  for (const name of ["gossipseed", "GOSSIPSEED", "gossipSeed:0", "clustersize"]) {
    assert.match(said(name, { 0: "evil:2113" })[0] ?? "", /^is no option of the server/, name);
  }
});

test("names that objects of JavaScript have anyway are no options", () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    const [problem] = optionProblems(JSON.parse(`{"${name}": 1}`), "latest", "");
    assert.match(problem?.message ?? "", /^is no option of the server/, name);
  }
});

test("of many problems ten are told and the rest counted", () => {
  const wrong = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`Unknown${index}`, index]));
  assert.equal(optionProblems(wrong(10), "latest", "options").length, 10);
  assert.deepEqual(optionProblems(wrong(11), "latest", "options").at(-1), {
    path: "options",
    message: "has 1 more option with such problems",
  });
  const many = optionProblems({ StatsPeriodSec: 1, ...wrong(1000) }, "latest", "options");
  assert.equal(many.length, 11);
  assert.deepEqual(many.at(-1), { path: "options", message: "has 990 more options with such problems" });
});

test("neither many nor long names make a long text or take long", () => {
  const options = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`${"StatsPeriodSeconds".repeat(5)}${index}`, index]),
  );
  options["x".repeat(1_000_000)] = 1;
  const started = performance.now();
  const problems = optionProblems(options, "latest", "options");
  assert.ok(performance.now() - started < 5000, "linear in what is given");
  assert.ok(JSON.stringify(problems).length < 2000);
  const [long] = optionProblems({ ["x".repeat(1_000_000)]: 1 }, "latest", "options");
  assert.deepEqual(long, { path: `options.${"x".repeat(63)}…`, message: "is no option of the server" });
});
