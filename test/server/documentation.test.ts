import assert from "node:assert/strict";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { testWebhook } from "../support/webhook.ts";

interface Media {
  schema: object;
  example?: object;
}
interface Path {
  post: {
    requestBody: { content: Record<string, Media> };
    responses: Record<string, { content: Record<string, Media> }>;
  };
}

test("every hook is described, with an example that it answers as described", async () => {
  const { app } = await testWebhook();
  const { openapi, paths } = (await app.inject("/openapi.json")).json();
  assert.equal(openapi, "3.1.0");
  assert.deepEqual(Object.keys(paths), ["/widget/sync", "/widget/finalize", "/widget/customize"]);
  const formats = { "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ };
  const ajv = new Ajv.default({ strict: false, formats });
  for (const [url, { post }] of Object.entries(paths as Record<string, Path>)) {
    const { schema, example } = post.requestBody.content["application/json"] as Media;
    assert.ok(ajv.validate(schema, example), `${url}: ${ajv.errorsText()}`);
    const answer = await app.inject({ method: "POST", url, payload: example as object });
    assert.equal(answer.statusCode, 200, answer.body);
    const described = post.responses["200"]?.content["application/json"]?.schema as object;
    assert.ok(ajv.validate(described, answer.json()), `${url}: ${ajv.errorsText()}`);
    const refused = await app.inject({ method: "POST", url, payload: {} });
    const problem = post.responses["4XX"]?.content["application/problem+json"]?.schema as object;
    assert.ok(ajv.validate(problem, refused.json()), `${url}: ${ajv.errorsText()}`);
  }
});

test("the custom resource's fields are in it, with their descriptions", async () => {
  const { app } = await testWebhook();
  assert.match((await app.inject("/openapi.json")).body, /How many parts it has/);
});

test("the page comes whole from here, and may load nothing from elsewhere", async () => {
  const { app } = await testWebhook();
  const page = await app.inject("/docs/");
  assert.equal(page.statusCode, 200);
  assert.match(page.headers["content-security-policy"] as string, /^default-src 'self'/);
  const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part as string);
  assert.ok(parts.length >= 5);
  for (const part of parts) {
    assert.match(part, /^\.\//);
    assert.equal((await app.inject(`/docs/${part}`)).statusCode, 200, part);
  }
});

test("the page shows the very description", async () => {
  const { app } = await testWebhook();
  assert.deepEqual((await app.inject("/docs/json")).json(), (await app.inject("/openapi.json")).json());
});

test("page and description are open where the hooks want a token, and say that they do", async () => {
  const { app } = await testWebhook({ tokens: () => ["t"] });
  assert.equal((await app.inject("/docs/")).statusCode, 200);
  const description = (await app.inject("/openapi.json")).json();
  assert.equal(description.components.securitySchemes.token.scheme, "bearer");
  const { statusCode } = await app.inject({ method: "POST", url: "/widget/sync", payload: {} });
  assert.equal(statusCode, 401);
});
