import assert from "node:assert/strict";
import { test } from "node:test";
import { specFollowed } from "../../src/controller/withheld.ts";
import type { Reason } from "../../src/controller/words.ts";

const withheld = (reason: string, message: string) => ({ reason: reason as Reason, message });

test("all that is withheld is told, under the reason of the first", () => {
  const { status, reason, message } = specFollowed([
    withheld("ShrinkNotConfirmed", "It keeps its 3"),
    withheld("Other", "And that"),
  ]);
  assert.deepEqual([status, reason, message], ["False", "ShrinkNotConfirmed", "It keeps its 3. And that"]);
});

test("where nothing is withheld it says so, and what else there is to say", () => {
  assert.equal(specFollowed([]).message, "No part of the spec is withheld");
  assert.equal(specFollowed([], "Take it away").message, "No part of the spec is withheld. Take it away");
  assert.deepEqual([specFollowed([]).status, specFollowed([]).reason], ["True", "NothingWithheld"]);
});
