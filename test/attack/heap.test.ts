/**
 * A body that is let in fits. The densest JSON takes dozens of times its size, and one request of 0.6 MB once ended the
 * process in dev, one of 15 MB in production. `node --import tsx test/attack/by-hand.ts` tries all shapes in all places at
 * every environment's heap; here are the worst.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { controllers } from "../../src/operators.ts";
import { hookPath } from "../../src/server/hook.ts";
import { PLACES, SHAPES } from "./dense.ts";
import { sendLargest } from "./largest.ts";
import { attacked, environments } from "./process.ts";

const WORST: [shape: string, place: string][] = [
  ["empty objects (22)", "as the status"],
  ["objects under different keys (11)", "as a child that is repeated"],
  ["empty lists (14)", "as the options of a server"],
];

describe("the densest JSON that is let in fits", () => {
  for (const { name, nodeOptions, heapBytes } of environments) {
    // Those between the smallest and the largest are tried by hand.
    if (!["dev", "production"].includes(name)) continue;
    test(name, async (t) => {
      const service = await attacked(t, nodeOptions);
      const controller = controllers.at(-1)!;
      for (const [shape, place] of name === "production" ? WORST.slice(1, 2) : WORST) {
        const make = (bytes: number) => PLACES[place]!(controller, SHAPES[shape]!(bytes));
        const size = await sendLargest(service.port, hookPath(controller, "sync"), make, heapBytes / 15);
        assert.ok(size > heapBytes / 200, `${shape} ${place}: only ${size} bytes were taken`);
        assert.ok(await service.isAlive(), `${shape} ${place}: it ended after ${size} bytes`);
      }
    });
  }
});
