import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { kustomize, repository, skip } from "./kustomize.ts";

const path = join(repository, "deploy/operator/operator.yaml");
const heading = '# Made by "npm run golden" from the kustomization beside it. Do not edit.\n';

test("operator.yaml is what kubectl apply -k deploy/operator applies", { skip }, async () => {
  const wanted = heading + (await kustomize("deploy/operator"));
  if (process.env.GOLDEN === "write") writeFileSync(path, wanted);
  assert.ok(readFileSync(path, "utf8") === wanted, "operator.yaml is not up to date; npm run golden");
});
