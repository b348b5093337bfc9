/** The configuration of Renovate: options that it has, and the rule of who approves what. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type TProperties, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { pages } from "../support/pages.ts";

const ROOT = new URL("../../", import.meta.url);
const config = JSON.parse(await readFile(new URL(".renovaterc.json", ROOT), "utf8"));

const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });
const strings = Type.Array(Type.String(), { minItems: 1 });
const UPDATE_TYPES = [
  "major",
  "minor",
  "patch",
  "pin",
  "pinDigest",
  "digest",
  "lockFileMaintenance",
  "rollback",
  "bump",
  "replacement",
];

/** The options in use, by Renovate's documentation (Configuration Options). */
const Config = closed({
  $schema: Type.String(),
  description: Type.String(),
  extends: strings,
  ignorePaths: strings,
  minimumReleaseAge: Type.String(),
  packageRules: Type.Array(
    closed({
      description: Type.String(),
      matchUpdateTypes: Type.Optional(Type.Array(Type.Union(UPDATE_TYPES.map((type) => Type.Literal(type))))),
      matchFileNames: Type.Optional(strings),
      matchPackageNames: Type.Optional(strings),
      automerge: Type.Optional(Type.Boolean()),
      dependencyDashboardApproval: Type.Optional(Type.Boolean()),
      groupName: Type.Optional(Type.String()),
      addLabels: Type.Optional(strings),
      separateMultipleMajor: Type.Optional(Type.Boolean()),
    }),
  ),
  customManagers: Type.Array(
    closed({
      description: Type.String(),
      customType: Type.Literal("regex"),
      managerFilePatterns: strings,
      matchStrings: strings,
      datasourceTemplate: Type.String(),
    }),
  ),
  flux: closed({ managerFilePatterns: strings }),
  "helm-values": closed({ managerFilePatterns: strings }),
});

test("every option is one that Renovate has", () => {
  assert.deepEqual(
    [...Value.Errors(Config, config)].map(({ path, message }) => `${path}: ${message}`),
    [],
  );
});

test("patches merge by themselves, minor and major versions by approval", () => {
  const rules = config.packageRules as Record<string, unknown>[];
  const ruleFor = (type: string) =>
    Object.assign(
      {},
      ...rules.filter(({ matchUpdateTypes }) => (matchUpdateTypes as string[])?.includes(type)),
    );
  assert.equal(ruleFor("patch").automerge, true);
  assert.equal(ruleFor("patch").dependencyDashboardApproval, undefined);
  for (const type of ["minor", "major"]) {
    assert.equal(ruleFor(type).automerge, false, type);
    assert.equal(ruleFor(type).dependencyDashboardApproval, true, type);
  }
});

test("Metacontroller's version is found where it is written, and is the same everywhere", async () => {
  const [{ matchStrings }] = config.customManagers as [{ matchStrings: [string] }];
  const versions = pages.flatMap(({ file, text }) =>
    [...text.matchAll(new RegExp(matchStrings[0], "g"))].map(({ groups }) => [file, groups!.currentValue!]),
  );
  const sources = await readFile(new URL("deploy/flux/base/sources.yaml", ROOT), "utf8");
  const [, tag] = /metacontroller\/metacontroller\n {2}ref:\n {4}tag: (\S+)$/m.exec(sources)!;
  assert.ok(versions.some(([file]) => file === "README.md"));
  assert.deepEqual(
    versions.filter(([, version]) => version !== tag),
    [],
  );
});
