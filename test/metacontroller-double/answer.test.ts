import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readCustomizeAnswer, readSyncAnswer } from "../support/metacontroller/answer.ts";

describe("a sync answer", () => {
  test("may leave out everything, which is the wish to have no children", () => {
    const nothing = { status: {}, children: [], resyncAfterSeconds: 0, finalized: false };
    for (const body of ["{}", "null", '{"status":null,"children":null}']) {
      assert.deepEqual(readSyncAnswer(body), nothing);
    }
  });

  const refused: Record<string, string> = {
    "": "JSON",
    "[]": "not an object",
    '{"requeueAfter":5}': 'unknown field "requeueAfter"',
    '{"Status":{}}': 'unknown field "Status"',
    '{"children":[],"children":[]}': 'duplicate field "children"',
    '{"status":{"a":{"b":1,"b":2}}}': 'duplicate field "status.a.b"',
    '{"status":{"a":[{"b":1},{"b":2,"b":3}]}}': 'duplicate field "status.a[].b"',
    '{"status":[]}': "status is not an object",
    '{"children":{}}': "children is not a list",
    '{"children":[{"apiVersion":"v1"}]}': "children[0] has no kind",
    '{"children":[null]}': "children[0] has no kind",
    '{"resyncAfterSeconds":"5"}': "resyncAfterSeconds is not a number",
    '{"finalized":"yes"}': "finalized is not true or false",
  };
  for (const [body, reason] of Object.entries(refused)) {
    test(`is refused: ${body || "(empty)"}`, () =>
      assert.throws(
        () => readSyncAnswer(body),
        (error: Error) => error.message.includes(reason),
      ));
  }

  test("is not looked at inside children, which are objects of their own", () => {
    const body = '{"children":[{"kind":"ConfigMap","data":{"a":"1","a":"2"},"newField":1}]}';
    assert.equal(readSyncAnswer(body).children.length, 1);
  });

  test("may repeat a key in different objects, and hold braces and colons in strings", () => {
    const body = '{"status":{"a":{"b":"x: {\\"b\\": 1}"},"c":{"b":"}"}}}';
    assert.deepEqual(readSyncAnswer(body).status.c, { b: "}" });
  });

  test("is taken with unknown and duplicate fields where the registration says loose", () => {
    assert.deepEqual(readSyncAnswer('{"status":{"a":1,"a":2},"more":1}', false).status, { a: 2 });
  });
});

describe("a customize answer", () => {
  test("lists rules", () => {
    const rule = { apiVersion: "v1", resource: "secrets", names: ["a"] };
    assert.deepEqual(readCustomizeAnswer(JSON.stringify({ relatedResources: [rule] })), [rule]);
    assert.deepEqual(readCustomizeAnswer("{}"), []);
  });

  test("is refused with an unknown field in a rule", () => {
    const body = '{"relatedResources":[{"apiVersion":"v1","resource":"secrets","name":"a"}]}';
    assert.throws(() => readCustomizeAnswer(body), /unknown field "relatedResources\[0\]\.name"/);
  });
});
