import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { newImage } from "./new-image.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The demo of an invented operator, with this module as its service. */
const gadgets = (service: string) => [
  "--folder",
  here("fixture"),
  "--service",
  here(`fixture/${service}.ts`),
];

function start(args: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", here("main.ts"), ...args], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, output })),
  );
  return { child, ended };
}

const run = (args: string[]) => start(args).ended;

describe("npm run demo", () => {
  test("plays every example of the real service and ends with 0", async () => {
    const { code, output } = await run([]);
    assert.equal(code, 0, output);
    assert.match(output, /All went as it should/);
    const [first] = /deploy\/\S+\.yaml/.exec(output) ?? [];
    assert.equal(first, "deploy/operator/examples/unified-single.yaml", "which would really run");
  });

  test("prints the same every time, without colours where there is no terminal", async () => {
    const told = async () => (await run(gadgets("well"))).output.replace(/127\.0\.0\.1:\d+/, "");
    const output = await told();
    assert.equal(await told(), output);
    assert.ok(!output.includes("\u001b"));
    const inOrder = [/Pending .*Secret gadget-key is missing/, /Creating/, /\+ StatefulSet/, /Running/];
    const later = [
      /changes nothing/,
      /Updating/,
      /~ StatefulSet/,
      /Running/,
      /changes nothing/,
      /Deleting/,
      /stay: data/,
    ];
    assert.match(output, new RegExp([...inOrder, ...later].map(({ source }) => source).join(".*"), "s"));
  });

  const sabotages = {
    restless: /it does not settle: .* each moves status\.calls/,
    unreadable: /a sync was rejected: .*unknown field "requeueAfter"/,
    hasty: /a new image was rolled out without phase Updating/,
    forgetful: /a sync after everything had settled wrote again: .*ConfigMap/,
    stuck: /it ends as Creating, not Running: 2 of 2 pods are ready/,
    silent: /ended before it listened\. It printed: .*no port for me/,
  };
  for (const [service, reason] of Object.entries(sabotages)) {
    test(`ends with 1 and the reason when the service is ${service}`, async () => {
      const { code, output } = await run(gadgets(service));
      assert.equal(code, 1, output);
      // Long lines are broken between words.
      assert.match(output.replaceAll(/\n +/g, " "), reason);
    });
  }

  test("takes the service with it when it is interrupted", async () => {
    const { child, ended } = start(gadgets("well"));
    const url = await new Promise<string>((resolve) =>
      child.stdout.on("data", (text: string) => {
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
        if (found) resolve(found);
      }),
    );
    child.kill("SIGINT");
    const { code, output } = await ended;
    assert.equal(code, 130, output);
    await assert.rejects(fetch(url), "nobody answers any more");
  });
});

describe("the newer image", () => {
  const cases = [
    { spec: { image: "a/b:v1.9" }, schema: {}, becomes: { image: "a/b:v1.10" } },
    { spec: { image: "host:5000/a/b" }, schema: {}, becomes: { image: "host:5000/a/b:next" } },
    { spec: { image: "a/b:1.2@sha256:00" }, schema: {}, becomes: { image: "a/b:1.3" } },
    {
      spec: { image: { ingest: "a/i:v1", pullPolicy: "Always" } },
      schema: {},
      becomes: { image: { ingest: "a/i:v2", pullPolicy: "Always" } },
    },
    {
      spec: {},
      schema: { properties: { image: { properties: { ingest: { default: "a/i:latest" } } } } },
      becomes: { image: { ingest: "a/i:next" } },
    },
    {
      spec: { image: { ingest: "a/i:v1", unused: "a/u:v1" } },
      schema: {},
      becomes: { image: { ingest: "a/i:v2", unused: "a/u:v1" } },
    },
    { spec: { version: "latest" }, schema: {}, becomes: { version: "next" } },
    { spec: { version: "25.1.0" }, schema: {}, becomes: { version: "25.1.1" } },
    { spec: { replicas: 3 }, schema: {}, becomes: { replicas: 3 } },
  ];
  for (const { spec, schema, becomes } of cases) {
    test(`of ${JSON.stringify(spec)} is ${JSON.stringify(becomes)}`, () => {
      const parent = {
        apiVersion: "v1",
        kind: "Any",
        metadata: { name: "any" },
        spec: structuredClone(spec),
      };
      newImage(parent, schema, (image) => image !== "a/u:v1");
      assert.deepEqual(parent.spec, becomes);
    });
  }
});
