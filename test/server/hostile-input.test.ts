/** Whatever is sent, the answer is a problem with a reason, and the next request is answered as if nothing had been. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Check } from "@sinclair/typebox/value";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";
import { SyncRequest } from "../../src/metacontroller/hooks.ts";
import { operators } from "../../src/operators.ts";
import { hookPath } from "../../src/server/hook.ts";
import { feedBack } from "../support/api-server.ts";
import { widgetRequest } from "../support/synthetic-operator.ts";
import { NOW, testWebhook } from "../support/webhook.ts";

const SECRET = "czNjcmV0LXZhbHVl";

/** Everything an envelope can have, so that each path of it can be spoilt. */
const whole = {
  ...widgetRequest({ size: 1 }),
  children: { "ConfigMap.v1": { "default/demo-0": object("ConfigMap") } },
  related: { "Secret.v1": { "default/s": { ...object("Secret"), data: { password: SECRET } } } },
};

function object(kind: string) {
  const metadata = {
    name: "x",
    namespace: "default",
    uid: "u",
    generation: 1,
    labels: { a: "b" },
    annotations: { c: "d" },
  };
  return { apiVersion: "v1", kind, metadata };
}

const OTHER_VALUES = [null, true, 7, 1.5, "text", [], ["x"], {}, { x: 1 }];

describe("hostile input", () => {
  let app: FastifyInstance;
  before(async () => {
    ({ app } = await testWebhook());
  });
  after(() => app.close());

  const post = (payload: string | object, headers: Record<string, string> = {}) =>
    app.inject({
      method: "POST",
      url: "/widget/sync",
      headers: { "content-type": "application/json", ...headers },
      payload,
    });

  async function refused(payload: string, status: number, reason: RegExp, headers = {}) {
    const response = await post(payload, headers);
    assert.equal(response.statusCode, status, response.body.slice(0, 500));
    assert.match(response.headers["content-type"] as string, /^application\/problem\+json/);
    const problem = response.json();
    assert.equal(problem.status, status);
    assert.match(problem.detail, reason);
    assert.doesNotMatch(response.body, /node_modules|\.ts:|czNjcmV0/);
    assert.ok(response.body.length < 4000, "an answer is small, whatever was sent");
    assert.equal((await post(whole)).statusCode, 200);
    return problem;
  }

  test("every value of the envelope, replaced by every other type, is accepted or refused by its path", async () => {
    let refusals = 0;
    for (const path of paths(whole)) {
      for (const value of OTHER_VALUES) {
        const request = withValue(whole, path, value);
        const response = await post(JSON.stringify(request));
        if (Check(SyncRequest, request)) {
          assert.equal(
            response.statusCode,
            200,
            `${path.join(".")} = ${JSON.stringify(value)}: ${response.body}`,
          );
          continue;
        }
        refusals += 1;
        assert.equal(
          response.statusCode,
          400,
          `${path.join(".")} = ${JSON.stringify(value)}: ${response.body}`,
        );
        const { detail, errors } = response.json();
        const field = `${path.at(-1) ?? ""}`;
        assert.ok(
          errors.some((error: { field: string }) => error.field.includes(field)),
          `${detail} does not name ${field}`,
        );
        assert.doesNotMatch(response.body, new RegExp(SECRET));
      }
    }
    assert.ok(refusals > 150, `only ${refusals} of the replacements were refused`);
  });

  test("a field's path is written as Kubernetes writes it", async () => {
    const request = withValue(whole, ["related", "Secret.v1", "default/s", "metadata", "labels"], { a: 5 });
    const problem = await refused(JSON.stringify(request), 400, /not valid/);
    assert.deepEqual(problem.errors, [
      { field: 'related["Secret.v1"]["default/s"].metadata.labels.a', detail: "Expected string" },
    ]);
  });

  test("any JSON at all is answered", () =>
    fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const { statusCode } = await post(JSON.stringify(value));
        assert.ok(statusCode === 400);
      }),
    ));

  test("a body cut off anywhere is not valid JSON, and its content stays out of the answer", async () => {
    const text = JSON.stringify(whole);
    for (let length = 1; length < text.length; length += 37) {
      await refused(text.slice(0, length), 400, /not valid JSON/);
    }
  });

  test("an empty body", () => refused("", 400, /empty/));
  test("not JSON", () => refused(`{"password": ${SECRET}}`, 400, /not valid JSON/));
  test("a key that JavaScript's objects inherit, in any object of the envelope, is one like any other", async () => {
    const key = ["__proto__", "constructor", "hasOwnProperty", "toJSON"];
    const baseline = (await post(whole)).body;
    for (const path of paths(whole).filter((path) => isObject(valueAt(whole, path)))) {
      for (const value of [OWN, "x"]) {
        const request = key.reduce((request, key) => withValue(request, [...path, key], value), whole);
        const response = await post(JSON.stringify(request));
        assertUnpolluted();
        if (Check(SyncRequest, request)) assert.equal(response.body, baseline, path.join("."));
        else assert.match(response.body, /"status":400,.*__proto__/, path.join("."));
      }
    }
  });
  test("such a key goes through to the operator and back as it came", async () => {
    const echo = '{"__proto__":{"admin":true,"__proto__":null},"a":[{"constructor":{"prototype":{"b":1}}}]}';
    const text = JSON.stringify(widgetRequest({ echo: "ECHO" })).replace('"ECHO"', echo);
    assert.ok((await post(text)).body.includes(`"echo":${echo}`));
    assertUnpolluted();
  });
  test("another content type", () =>
    refused(JSON.stringify(whole), 415, /application\/json/, { "content-type": "text/plain" }));
  test("a content type that is none", () =>
    refused("{}", 415, /application\/json/, { "content-type": "???" }));
  test("a form", () =>
    refused("a=b", 415, /application\/json/, { "content-type": "application/x-www-form-urlencoded" }));

  test("brackets without end", () => refused("[".repeat(1e6), 400, /not valid JSON/));
  test("a million levels where the envelope is checked", () =>
    refused(`${'{"parent":'.repeat(1e5)}1${"}".repeat(1e5)}`, 400, /not valid/));
  test("a million levels in what goes through to the operator", () => {
    const deep = `${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}`;
    const text = JSON.stringify(widgetRequest({ echo: "DEEP" })).replace('"DEEP"', deep);
    return refused(text, 400, /nested more than/);
  });

  test("a million mistakes", async () => {
    const children = {
      "ConfigMap.v1": Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`n/${i}`, 1])),
    };
    const problem = await refused(JSON.stringify({ ...whole, children }), 400, /not valid/);
    assert.equal(problem.errors.length, 5);
  });
  test("a key of a megabyte", () =>
    refused(JSON.stringify({ ...whole, children: { ["k".repeat(1e6)]: 1 } }), 400, /not valid/));

  test("50 MB are legal", async () => {
    const related = {
      "Secret.v1": { "default/s": { ...object("Secret"), data: { large: "x".repeat(50e6) } } },
    };
    assert.equal((await post({ ...whole, related })).statusCode, 200);
  });
  test("a body above the limit", async () => {
    const small = await testWebhook({ limits: { bodyBytes: 1000 } });
    const payload = { ...whole, more: "x".repeat(1000) };
    const response = await small.app.inject({ method: "POST", url: "/widget/sync", payload });
    assert.equal(response.statusCode, 413);
    assert.match(response.json().detail, /at most 1000/);
  });
});

/** What would do harm if an object came to inherit it. */
const OWN = {
  polluted: true,
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "x" },
  spec: {},
  labels: {},
};

const assertUnpolluted = () => {
  const inherited = [];
  for (const key in {}) inherited.push(key);
  assert.deepEqual(inherited, []);
};

for (const controller of operators.flatMap(({ controllers }) => controllers)) {
  for (const strategy of ["dynamic", "server-side"] as const) {
    test(`${controller.resource}, ${strategy} apply: keys called __proto__ change nothing in what exists`, async () => {
      const { app } = await testWebhook({}, operators);
      const { example } = controller;
      const settled = feedBack(example, controller.sync(example, NOW), strategy);
      for (const hook of ["sync", "finalize"] as const) {
        const answerTo = async (request: unknown): Promise<string> => {
          const payload = JSON.stringify(request);
          const headers = { "content-type": "application/json" };
          const response = await app.inject({
            method: "POST",
            url: hookPath(controller, hook),
            headers,
            payload,
          });
          assert.equal(response.statusCode, 200, response.body);
          return response.body;
        };
        const answer = await answerTo(laced(settled));
        const unlaced = JSON.parse(answer, (key, value) => (key === "__proto__" ? undefined : value));
        assert.deepEqual(unlaced, JSON.parse(await answerTo(settled)));
        assert.ok(strategy === "dynamic" || answer.includes("__proto__"), "what was applied is repeated");
        assertUnpolluted();
      }
    });
  }
}

/** Maps whose values are texts. */
const TEXTS = new Set(["labels", "annotations", "data", "matchLabels", "selector"]);

/** A copy in which every object, down to those in annotations, has a key called `__proto__`. */
function laced(value: unknown, name = ""): unknown {
  if (name.endsWith("/last-applied-configuration")) return JSON.stringify(laced(JSON.parse(value as string)));
  if (Array.isArray(value)) return value.map((item) => laced(item));
  if (!isObject(value)) return value;
  // A set of fields; an empty one stands for all of a value.
  if (name === "fieldsV1") return Object.keys(value).length === 0 ? value : { ...value, "f:__proto__": {} };
  // By kind and then by name, as Metacontroller writes both.
  if (name === "children" || name === "related")
    return mapped(value, (group) => mapped(group as object, (child) => laced(child)));
  return { ...mapped(value, laced), ["__proto__"]: TEXTS.has(name) ? "x" : OWN };
}

const mapped = (object: object, change: (value: unknown, key: string) => unknown) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const valueAt = (value: unknown, path: readonly Key[]): unknown =>
  path.reduce((inner, key) => (inner as Record<Key, unknown>)[key], value);

type Key = string | number;

/** The paths of all values in `value`, its own included. */
function paths(value: unknown): Key[][] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => paths(inner).map((path) => [key, ...path]))];
}

/** A copy of `value` with another value at `path`. */
function withValue<T>(value: T, [key, ...rest]: readonly Key[], replacement: unknown): T {
  if (key === undefined) return replacement as T;
  const inner = withValue((value as Record<Key, unknown>)[key], rest, replacement);
  return (Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner }) as T;
}
