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
  ["the token twice", "Bearer s3cret s3cret", 401],
  ["the token in another case of its letters", "Bearer S3CRET", 401],
  ["the token alone", "s3cret", 401],
] as const) {
  test(`${reason} gets ${status}`, async () => {
    const { app } = await testWebhook({ tokens: () => ["s3cret"] });
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
      assert.match(response.headers["content-type"] as string, /^application\/problem\+json/);
      assert.equal(response.json().status, 401);
      assert.match(response.json().detail, /Authorization: Bearer and the token/);
      assert.doesNotMatch(response.body, /s3cre/);
    }
  });
}

test("the body of a caller without the token is not even read", async () => {
  const { app } = await testWebhook({ tokens: () => ["s3cret"] });
  const headers = { "content-type": "application/json" };
  const response = await app.inject({ method: "POST", url: "/widget/sync", headers, payload: "{" });
  assert.equal(response.statusCode, 401);
});

test("the tokens may change while the service runs, and two may be valid at once", async () => {
  let tokens = ["old"];
  const { app } = await testWebhook({ tokens: () => tokens });
  const statusOf = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await app.inject({ method: "POST", url: "/widget/sync", headers, payload: widgetRequest() }))
      .statusCode;
  };
  const both = async () => [await statusOf("old"), await statusOf("new")];
  assert.deepEqual(await both(), [200, 401]);
  tokens = ["old", "new"];
  assert.deepEqual(await both(), [200, 200]);
  tokens = ["new"];
  assert.deepEqual(await both(), [401, 200]);
  tokens = [];
  assert.deepEqual(await both(), [401, 401]);
});
