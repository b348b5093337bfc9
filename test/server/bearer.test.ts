import assert from "node:assert/strict";
import { test } from "node:test";
import { widgetRequest } from "../support/synthetic-operator.ts";
import { testWebhook } from "../support/webhook.ts";

for (const [reason, authorization, status] of [
  ["the token", "Bearer s3cret", 200],
  ["the scheme in another case", "bearer s3cret", 200],
  ["no header", undefined, 401],
  ["another token", "Bearer s3creT", 401],
  ["the token's beginning", "Bearer s3cre", 401],
  ["more than the token", "Bearer s3cret2", 401],
  ["an empty token", "Bearer ", 401],
  ["another scheme", "Basic s3cret", 401],
  ["the token alone", "s3cret", 401],
] as const) {
  test(`${reason} gets ${status}`, async () => {
    const { app } = await testWebhook({ token: () => "s3cret" });
    const headers = authorization === undefined ? {} : { authorization };
    const response = await app.inject({
      method: "POST",
      url: "/widget/sync",
      headers,
      payload: widgetRequest(),
    });
    assert.equal(response.statusCode, status);
    if (status === 401) {
      assert.equal(response.headers["www-authenticate"], "Bearer");
      assert.doesNotMatch(response.body, /s3cre/);
    }
  });
}

test("the body of a caller without the token is not even read", async () => {
  const { app } = await testWebhook({ token: () => "s3cret" });
  const headers = { "content-type": "application/json" };
  const response = await app.inject({ method: "POST", url: "/widget/sync", headers, payload: "{" });
  assert.equal(response.statusCode, 401);
});
