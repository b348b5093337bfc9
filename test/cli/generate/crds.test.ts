import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { crds } from "../../../src/cli/generate/crds.ts";
import { controllers } from "../../../src/operators.ts";
import { customResourceDefinition } from "../../../src/schema/crd.ts";

const files = crds(controllers);
const definitions = [...files.keys()].filter((name) => name.endsWith(".yaml"));

test("there is a CRD for every kind, which says what the schema says", () => {
  assert.equal(definitions.length, controllers.length);
  for (const { customResource } of controllers) {
    const { plural, group } = customResource;
    const written = parse(files.get(`${plural}.${group}.yaml`)!);
    assert.deepEqual(written, JSON.parse(JSON.stringify(customResourceDefinition(customResource))));
  }
});

test("a kustomization elsewhere can take all of them", () =>
  assert.deepEqual(parse(files.get("Kustomization")!).resources, definitions));

test("kubectl apply -f crds/ sees nothing but CRDs: it reads files that end in .yaml, .yml and .json", () => {
  const others = [...files.keys()].filter((name) => !definitions.includes(name));
  assert.deepEqual(others, ["Kustomization", "README.md", "STATUS.md"]);
});
