/** Keys that JavaScript's objects have anyway, wherever a user may choose a key: they are keys like any other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SyncRequest } from "../../src/metacontroller/hooks.ts";
import { controllers } from "../../src/operators.ts";
import { feedBack } from "../support/api-server.ts";
import { NOW } from "../support/webhook.ts";

const KEYS = ["__proto__", "constructor", "hasOwnProperty", "toString"];
const VALUES = [1, "x", null, { a: 1 }, [1]];

/** Where a key may stand; a spec has what is of its kind, and the rest is unknown to it. */
const SPECS: Record<string, (value: unknown) => object> = {
  "the options of a server": (value) => ({ configuration: { options: { KEY: value } } }),
  "a section of them": (value) => ({ configuration: { options: { Licensing: { KEY: value } } } }),
  labels: () => ({ podLabels: { KEY: "x" }, nodeSelector: { KEY: "x" } }),
  annotations: (value) => ({ podAnnotations: { KEY: value }, service: { annotations: { KEY: "x" } } }),
  "a variable": () => ({ env: [{ name: "KEY", value: "x" }] }),
  "a reference": () => ({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "KEY" } } }] }),
  "a Secret": () => ({ environmentSecret: "s" }),
  "the spec": (value) => ({ KEY: value }),
};

function requestWith(example: SyncRequest, spec: object, key: string, value: unknown): SyncRequest {
  const { parent } = example;
  const { namespace } = parent.metadata;
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "s", namespace },
    data: { KEY: "eA==", a: "eA==" },
  };
  const status = {
    phase: "Running",
    KEY: value,
    conditions: [value, { KEY: value }],
    endpoints: { KEY: value },
  };
  const request = {
    ...example,
    parent: { ...parent, spec: { ...(parent.spec as object), ...spec }, status },
    related: { "Secret.v1": { [`${namespace}/s`]: secret, KEY: secret } },
  };
  // An object literal would take __proto__ for a wish to inherit.
  return JSON.parse(JSON.stringify(request).replaceAll('"KEY"', JSON.stringify(key)));
}

for (const controller of controllers) {
  for (const [place, spec] of Object.entries(SPECS)) {
    test(`${controller.customResource.kind}: such a key in ${place} stops neither sync nor deletion`, () => {
      for (const key of KEYS) {
        for (const value of VALUES) {
          const request = requestWith(controller.example, spec(value), key, value);
          controller.customize(request);
          const answer = controller.sync(request, NOW);
          assert.doesNotThrow(() => controller.finalize(request, NOW));
          for (const strategy of ["dynamic", "server-side"] as const) {
            const next = feedBack(request, answer, strategy);
            assert.equal(
              controller.sync(next, NOW).status.phase === "Failed",
              answer.status.phase === "Failed",
            );
            controller.finalize(next, NOW);
          }
        }
      }
    });
  }
}

test("and is named where it is wrong", () => {
  const kurrentdb = controllers.find(({ resource }) => resource === "kurrentdb")!;
  const request = requestWith(kurrentdb.example, SPECS["the options of a server"]!(1), "__proto__", 1);
  const { status } = kurrentdb.sync(request, NOW);
  assert.match(
    status.conditions.find(({ type }) => type === "Ready")!.message,
    /^spec\.configuration\.options\.__proto__ is no option of the server/,
  );
});
