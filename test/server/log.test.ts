import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, describeError } from "../../src/server/log.ts";
import { Problem } from "../../src/server/problem.ts";

const SECRET = "s3cret";

test("an error of ours is logged with its stack", () => {
  const { type, message, stack } = describeError(new TypeError("not a function")) as Record<string, string>;
  assert.deepEqual([type, message], ["TypeError", "not a function"]);
  assert.match(stack as string, /log\.test\.ts/);
});

test("what an error quotes or carries of what was parsed stays out", () => {
  let error: unknown;
  try {
    JSON.parse(`{"password": ${SECRET}}`);
  } catch (caught) {
    error = Object.assign(caught as Error, { body: SECRET });
  }
  assert.match(String(error), /s3c|token 's'/, "this version of V8 quotes as well");
  assert.doesNotMatch(JSON.stringify(describeError(error)), /s3c|token 's'/);
});

test("a caller's mistake has no stack", () => {
  assert.deepEqual(describeError(new Problem(400, "empty")), { type: "Problem", message: "empty" });
});

test("whatever is thrown is described", () => {
  assert.deepEqual(describeError("text"), { message: "text" });
});

test("an Authorization header that finds its way into a line is hidden", () => {
  const lines: string[] = [];
  const log = createLog("info", { write: (line: string) => void lines.push(line) });
  log.info({ req: { headers: { authorization: SECRET } }, headers: { authorization: SECRET } }, "hello");
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines[0] as string, /s3cret/);
});
