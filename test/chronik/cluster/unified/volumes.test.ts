import assert from "node:assert/strict";
import { test } from "node:test";
import { START_EMPTY, VOLUMES } from "../../../../src/chronik/cluster/annotations.ts";
import {
  acceptedEmpty,
  nodesWithoutVolume,
  rememberedVolumes,
  volumesAnnotation,
} from "../../../../src/chronik/cluster/unified/volumes.ts";
import { clusterFrom, parentOf } from "../cluster-of.ts";
import { THREE } from "./unified-of.ts";

test("what is remembered is what was written", () => {
  const volumes = new Map([
    [1, "a-1"],
    [2, "b-2"],
  ]);
  const annotations = volumesAnnotation(volumes);
  assert.deepEqual(annotations, { [VOLUMES]: "1=a-1,2=b-2" });
  assert.deepEqual(rememberedVolumes({ annotations }), volumes);
  assert.deepEqual(volumesAnnotation(new Map()), {});
  assert.deepEqual(rememberedVolumes(undefined), new Map());
});

test("a volume is lost when its claim is gone, and when another one has its name", () => {
  const remembered = new Map([
    [1, "a"],
    [2, "b"],
    [3, "c"],
  ]);
  assert.deepEqual(
    nodesWithoutVolume(
      remembered,
      new Map([
        [1, "a"],
        [3, "fresh"],
        [4, "d"],
      ]),
    ),
    [2, 3],
  );
});

test("numbers in the annotation are nodes, and anything else is nothing", () => {
  const accepted = (text: string) =>
    acceptedEmpty(clusterFrom(parentOf(THREE, { annotations: { [START_EMPTY]: text } })));
  assert.deepEqual(accepted("2, 3"), [2, 3]);
  assert.deepEqual(accepted("all,,-1,2.5,0"), []);
  assert.deepEqual(acceptedEmpty(clusterFrom(parentOf(THREE))), []);
});
