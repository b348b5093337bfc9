import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { type KubernetesObject, kindOf } from "../../../src/kubernetes/object.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { Parent } from "../../../src/metacontroller/hooks.ts";
import { Cluster } from "../support/cluster.ts";
import type { Example, Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";

/** The examples as users apply them, but each in a namespace of its own. */
export function examples(subject: Subject, test: NamespaceTest): void {
  for (const example of subject.examples) {
    test(`${example.file} reaches Running and stays quiet`, async (namespace) => {
      const { plane } = namespace.environment;
      const { parent, objects } = readExample(subject, example, namespace.name);
      const { name } = parent.metadata;
      const cluster = new Cluster(namespace, subject, name);
      for (const object of objects) {
        const stdin = JSON.stringify(object);
        await plane.kubectl(["apply", "--filename=-"], { stdin });
      }
      const { plural } = subject.controller.customResource;
      const here = `--namespace=${namespace.name}`;
      await plane.kubectl(["wait", "--for=condition=Ready", "--timeout=60s", `${plural}/${name}`, here]);

      const rendered = subject.controller.sync(
        firstSync(parent, subject.controller.childKinds),
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

function readExample(subject: Subject, { file, needs }: Example, namespace: string) {
  const path = new URL(`../../../${file}`, import.meta.url);
  const written = parseAllDocuments(readFileSync(path, "utf8")).map((document) => document.toJS());
  const objects = [...needs, ...written].map((object: KubernetesObject) => ({
    ...object,
    metadata: { ...object.metadata, namespace },
  }));
  const parent = objects.find(({ kind }) => kind === subject.controller.customResource.kind) as Parent;
  return { parent, objects };
}

/** What render cannot know, since it sees no Secrets: fingerprints that cover their content. */
const unknowable = /checksum|fingerprint|pod-template|applied/;

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
