/**
 * node --import tsx test/attack/by-hand.ts [dev uat staging production]
 *
 * The densest JSON of every shape in every place, for every kind, at the heap of each environment: the largest body that the
 * service takes, and whether it lives on. Takes half an hour.
 */
import { controllers } from "../../src/operators.ts";
import { hookPath } from "../../src/server/hook.ts";
import { PLACES, SHAPES } from "./dense.ts";
import { sendLargest } from "./largest.ts";
import { attacked, environments } from "./process.ts";

const chosen = process.argv.slice(2);
let isBroken = false;

for (const { name, nodeOptions, heapBytes } of environments) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const ends: (() => unknown)[] = [];
  const t = { after: (end: () => unknown) => void ends.push(end) };
  let service = await attacked(t, nodeOptions);
  for (const controller of controllers) {
    for (const [place, make] of Object.entries(PLACES)) {
      for (const [shape, dense] of Object.entries(SHAPES)) {
        const path = hookPath(controller, "sync");
        const started = performance.now();
        const size = await sendLargest(
          service.port,
          path,
          (bytes) => make(controller, dense(bytes)),
          heapBytes / 7,
        );
        const lives = await service.isAlive();
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        console.log(
          `${name} ${path} ${shape} ${place}: ${(size / 1e6).toFixed(2)} MB, ${lives ? "lives" : "ENDED"}, ${seconds} s`,
        );
        if (lives) continue;
        isBroken = true;
        service = await attacked(t, nodeOptions);
      }
    }
  }
  for (const end of ends) await end();
}
process.exitCode = isBroken ? 1 : 0;
