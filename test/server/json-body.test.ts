import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "@sinclair/typebox";
import Fastify from "fastify";
import { takeJsonOnly } from "../../src/server/json-body.ts";
import { limitsFor } from "../../src/server/overload.ts";
import { answerError } from "../../src/server/problem.ts";
import { Waiting } from "../../src/server/waiting.ts";

/** What is wrong with a body that should be `{ children: { Service.v1: { n: 1 } } }`, as the caller reads it. */
async function errorsOf(payload: object) {
  const app = Fastify();
  const limits = limitsFor(2 ** 30);
  takeJsonOnly(app, { limits, waiting: new Waiting(limits) });
  app.setErrorHandler(answerError);
  const body = Type.Object({ children: Type.Record(Type.String(), Type.Object({ n: Type.Integer() })) });
  app.post("/", { schema: { body } }, () => "ok");
  return (await app.inject({ method: "POST", url: "/", payload })).json().errors;
}

test("a field that is wrong is named as Kubernetes writes paths, once", async () => {
  assert.deepEqual(await errorsOf({ children: { "Service.v1": {} } }), [
    { field: 'children["Service.v1"].n', detail: "Expected required property" },
  ]);
});

test("the whole body is called body", async () =>
  assert.deepEqual(await errorsOf([]), [{ field: "body", detail: "Expected object" }]));

test("of many mistakes five are told", async () => {
  const children = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, {}]));
  assert.equal((await errorsOf({ children })).length, 5);
});
