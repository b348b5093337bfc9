import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readBody } from "../../src/server/body.ts";

interface Seen {
  error: Error | null;
  body: string;
  held: number;
}

const read = (stream: Readable, onBytes = (_bytes: number) => {}) =>
  new Promise<Seen>((resolve) => {
    let held = 0;
    readBody(stream, {
      onBytes,
      onGrowth: (bytes) => {
        held += bytes;
      },
      done: (error, body) => resolve({ error, body: body.toString(), held }),
    });
  });

const chunks = (...texts: string[]) => Readable.from(texts.map((text) => Buffer.from(text)));

test("chunks become one body", async () => {
  const { body, error } = await read(chunks("a", "bc", "", "d"));
  assert.equal(body, "abcd");
  assert.equal(error, null);
});

test("a character that two chunks share is whole", async () => {
  const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)];
  assert.equal((await read(Readable.from([first, second]))).body, "é");
});

test("nothing is nothing", async () => assert.equal((await read(chunks())).body, ""));

test("what is held is at most twice what has come, in however many pieces", async () => {
  const { held, body } = await read(chunks(...Array.from({ length: 50_000 }, () => "xyz")));
  assert.equal(body.length, 150_000);
  assert.ok(held >= 150_000 && held <= 300_000, `${held}`);
});

test("whoever watches can end it, once, and the rest is thrown away", async () => {
  let seen = 0;
  const stream = chunks("a", "b", "c", "d");
  const { error } = await read(stream, (bytes) => {
    seen += bytes;
    if (seen > 2) throw new Error("enough");
  });
  assert.equal(error?.message, "enough");
  await new Promise((resolve) => stream.once("close", resolve));
  assert.equal(seen, 3);
});
