import assert from "node:assert/strict";
import test from "node:test";
import { CONFIRM_SHRINK } from "../../../src/kurrentdb/cluster/annotations.ts";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { sample } from "./situations.ts";

/** The first sync of the sample's three members, over volumes with these indices. */
function begun(indices: readonly number[], { annotations = {}, replicas = 3 } = {}) {
  const { metadata, spec } = sample.parent;
  const configuration = { clusterSize: 3 };
  return kurrentDB.sync(
    {
      ...sample,
      parent: {
        ...sample.parent,
        metadata: { ...metadata, annotations },
        spec: { ...(spec as object), replicas, configuration },
      },
      related: {
        ...sample.related,
        "PersistentVolumeClaim.v1": Object.fromEntries(
          indices.map((index) => {
            const name = `data-${metadata.name}-${index}`;
            return [
              `${metadata.namespace}/${name}`,
              { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name } },
            ];
          }),
        ),
      },
    },
    NOW,
  );
}

const cases: { reason: string; volumes: number[]; annotations?: Record<string, string>; held?: string }[] = [
  { reason: "nothing is there yet", volumes: [] },
  { reason: "every member has its volume", volumes: [0, 1, 2] },
  { reason: "the first can begin, and the others join it", volumes: [0] },
  {
    reason: "the latest data may be in the volume of the fourth",
    volumes: [0, 1, 2, 3],
    held: "ShrinkNotConfirmed",
  },
  { reason: "giving up two members needs a word", volumes: [0, 1, 2, 3, 4], held: "ShrinkNotConfirmed" },
  {
    reason: "people have said that three are enough",
    volumes: [0, 1, 2, 3, 4],
    annotations: { [CONFIRM_SHRINK]: "3" },
  },
  {
    reason: "what was confirmed is another size",
    volumes: [0, 1, 2, 3, 4],
    annotations: { [CONFIRM_SHRINK]: "1" },
    held: "ShrinkNotConfirmed",
  },
  { reason: "the first member's volume is gone", volumes: [1, 2], held: "VolumesWithGap" },
  { reason: "a volume in the middle is gone", volumes: [0, 2], held: "VolumesWithGap" },
];

for (const { reason, volumes, annotations, held } of cases) {
  const given = `${volumes.length > 0 ? `volumes ${volumes}` : "no volumes"}${annotations ? ", confirmed" : ""}`;
  test(`${given}: ${held ? "nothing starts" : "it starts"}, since ${reason}`, () => {
    const { status, children } = begun(volumes, annotations && { annotations });
    const followed = status.conditions.find(({ type }) => type === "SpecFollowed");
    assert.equal(followed?.status, held ? "False" : "True");
    if (held) assert.equal(followed?.reason, held);
    assert.equal(status.phase === "Failed", held !== undefined, "people have to be asked, or must not be");
    assert.equal(
      children.some(({ kind }) => kind === "StatefulSet"),
      held === undefined,
    );
  });
}

test("a cluster that is stopped needs no answer yet", () => {
  const { status } = begun([0, 2], { replicas: 0 });
  assert.notEqual(status.phase, "Failed");
});
