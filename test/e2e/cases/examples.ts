import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { type KubernetesObject, kindOf } from "../../../src/kubernetes/object.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { Parent } from "../../../src/metacontroller/hooks.ts";
import { Cluster } from "../../support/e2e/cluster.ts";
import type { Example, Subject } from "../../support/e2e/subject.ts";
import type { GroundTest } from "../../support/e2e/suite.ts";

const pathOf = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

/** The examples as users apply them. They say their namespaces themselves. */
export function examples(subject: Subject, test: GroundTest): void {
  for (const example of subject.examples) {
    test(`${example.file} reaches Running and stays quiet`, async ({ stage }) => {
      const { plane } = stage;
      for (const object of example.needs) await plane.client.apply(object);
      await plane.kubectl(["apply", "--filename", pathOf(example.file)]);
      const { parent, cluster } = exampleCluster(subject, example, stage);
      const { plural } = subject.operator.customResource;
      const { name, namespace } = parent.metadata;
      await plane.kubectl([
        "wait",
        "--for=condition=Ready",
        "--timeout=60s",
        `${plural}/${name}`,
        `--namespace=${namespace}`,
      ]);

      const rendered = subject.operator.sync(
        firstSync(parent, subject.operator.childKinds),
        new Date(0).toISOString(),
      );
      const stored = await cluster.children();
      const titles = (objects: readonly KubernetesObject[]) =>
        objects.map((object) => `${kindOf(object)} ${object.metadata.name}`).sort();
      assert.deepEqual(
        titles(stored),
        titles(rendered.children),
        "the children are those that render prints",
      );
      for (const child of rendered.children) {
        const found = stored.find(
          (object) => kindOf(object) === kindOf(child) && object.metadata.name === child.metadata.name,
        );
        assert.deepEqual(missingFrom(found, child, titles([child])[0]!), []);
      }
      assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
    });
  }
}

function exampleCluster(subject: Subject, { file }: Example, stage: Cluster["ground"]["stage"]) {
  const parent = parseAllDocuments(readFileSync(pathOf(file), "utf8"))
    .map((document) => document.toJS() as Parent)
    .find(({ kind }) => kind === subject.operator.customResource.kind)!;
  const ground = { stage, namespace: parent.metadata.namespace };
  return { parent, cluster: new Cluster(ground, subject, parent.metadata.name) };
}

/** What render cannot know, since it sees no Secrets: fingerprints that cover their content. */
const unknowable = /checksum|fingerprint/;

/** The paths at which an object lacks something, or has it otherwise. It may well have more. */
function missingFrom(actual: unknown, wanted: unknown, path: string): string[] {
  if (wanted === null || typeof wanted !== "object") {
    return actual === wanted || unknowable.test(path) ? [] : [`${path}: ${actual} instead of ${wanted}`];
  }
  if (Array.isArray(wanted) && (actual as unknown[] | undefined)?.length !== wanted.length)
    return [`${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`];
  return Object.entries(wanted).flatMap(([key, value]) =>
    missingFrom((actual as Record<string, unknown> | undefined)?.[key], value, `${path}.${key}`),
  );
}
