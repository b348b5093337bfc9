/**
 * A wrong request must not cost more than a right one of its size, or whoever sends wrong ones has the service to himself.
 * Once, 930 kB with a long key and many mistakes below it took a minute.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";
import type { Controller } from "../../src/controller/controller.ts";
import { controllers, operators } from "../../src/operators.ts";
import { hookPath } from "../../src/server/hook.ts";
import { testWebhook } from "../support/webhook.ts";

const SIZE = 400_000;
/** Measured: 0.3 to 2.7, the latter where the one mistake is in the last of thousands of small objects. */
const MOST = 4;

type Json = Record<string, unknown>;

const many = (count: number, entry: (index: number) => [string, unknown]): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));

const object = (labels: Json = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "x", labels },
});

/** A request with so many children under a kind of so long a name, some of which are wrong. */
function envelope({ example }: Controller, shape: Shape, isWrong: IsWrong): Json {
  const { keyLength, labels } = shape;
  const key = "k".repeat(keyLength);
  const count = Math.ceil(SIZE / (100 + labels * (keyLength + 15)));
  const child = (index: number) =>
    object(many(labels, (label) => [`${key}${label}`, isWrong(index, count) ? 5 : "value"]));
  return { ...example, children: { [key]: many(count, (index) => [`default/${index}`, child(index)]) } };
}

interface Shape {
  keyLength: number;
  labels: number;
}

const anyShape = fc.record({ keyLength: fc.nat({ max: 20_000 }), labels: fc.integer({ min: 1, max: 500 }) });
type IsWrong = (index: number, count: number) => boolean;
const anyMistake = fc.constantFrom<[string, IsWrong]>(
  ["everywhere", () => true],
  ["at the start", (index) => index === 0],
  ["at the end", (index, count) => index === count - 1],
  ["now and then", (index) => index % 7 === 0],
);

describe("a wrong request", () => {
  const [controller] = controllers as [Controller];
  let app: FastifyInstance;
  before(async () => {
    ({ app } = await testWebhook({}, operators));
    await app.ready();
  });
  after(() => app.close());

  /** The work of answering, which goes on in this thread from the injection on. */
  async function ratio(wrong: unknown, right: unknown, url: string): Promise<number> {
    const costs = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < 4; round++) {
      for (const [index, request] of [wrong, right].entries()) {
        const payload = typeof request === "string" ? request : JSON.stringify(request);
        const before = process.cpuUsage();
        const headers = { "content-type": "application/json" };
        const { body } = await app.inject({ method: "POST", url, headers, payload });
        const { user, system } = process.cpuUsage(before);
        assert.ok(index === 1 || body.length < 10_000, "its answer is small");
        costs[index] = Math.min(costs[index]!, user + system);
      }
    }
    return costs[0]! / costs[1]!;
  }

  test("of any shape, with mistakes anywhere", () =>
    fc.assert(
      fc.asyncProperty(anyShape, anyMistake, async (shape, [, isWrong]) => {
        const url = hookPath(controller, "sync");
        const [wrong, right] = [isWrong, () => false].map((wrong) => envelope(controller, shape, wrong));
        const times = await ratio(wrong, right, url);
        assert.ok(times < MOST, `it takes ${times.toFixed(1)} times as much as a right one`);
      }),
      { numRuns: 12 },
    ));

  for (const controller of controllers) {
    const withSpec = (spec: Json) => {
      const { parent } = controller.example;
      return { ...controller.example, parent: { ...parent, spec: { ...(parent.spec as Json), ...spec } } };
    };
    const entries = SIZE / 20;
    const specs: [what: string, wrong: Json, right: Json][] = [
      [
        "labels",
        { podLabels: many(entries, (index) => [`label-${index}`, 5]) },
        { podAnnotations: many(entries, (index) => [`label-${index}`, "5"]) },
      ],
      [
        "labels of long names",
        { podLabels: many(40, (index) => [`${"k".repeat(SIZE / 40)}${index}`, 5]) },
        { podAnnotations: many(40, (index) => [`${"k".repeat(SIZE / 40)}${index}`, "5"]) },
      ],
      [
        "variables",
        { env: Array.from({ length: entries }, () => ({ name: 5, value: 5 })) },
        { env: Array.from({ length: entries }, (_, index) => ({ name: `V${index}`, value: "5" })) },
      ],
    ];
    for (const [what, wrong, right] of specs) {
      test(`a ${controller.customResource.kind} with wrong ${what}`, async () => {
        const times = await ratio(withSpec(wrong), withSpec(right), hookPath(controller, "sync"));
        assert.ok(times < MOST, `it takes ${times.toFixed(1)} times as much as a right one`);
      });
    }
  }

  test("that is JSON up to its last character", async () => {
    const right = JSON.stringify(envelope(controller, { keyLength: 10, labels: 10 }, () => false));
    const times = await ratio(right.slice(0, -1), right, hookPath(controller, "sync"));
    assert.ok(times < MOST, `it takes ${times.toFixed(1)} times as much as a right one`);
  });
});
