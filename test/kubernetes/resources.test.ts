import assert from "node:assert/strict";
import { test } from "node:test";
import { ResourceAmounts, resourceRequirements } from "../../src/kubernetes/resources.ts";
import { validator } from "../../src/schema/validation.ts";

test("amounts are canonical, and of what is not set nothing is written", () => {
  const requests = { cpu: "1000m", memory: "1024Mi" };
  assert.deepEqual(resourceRequirements({ requests }), { requests: { cpu: "1", memory: "1Gi" } });
  assert.deepEqual(resourceRequirements({ requests: { cpu: undefined }, limits: {} }), {});
});

test("who reserves more than the limit is told which, whatever the notation", () => {
  const { withDefaults, problems } = validator(ResourceAmounts, "spec.resources");
  const messages = (resources: object) => problems(withDefaults(resources)).map(({ message }) => message);
  for (const [name, more, less] of [
    ["cpu", 2, "1999m"],
    ["memory", "1Gi", "1G"],
    ["ephemeral-storage", "1Mi", "1023Ki"],
  ] as const) {
    assert.deepEqual(messages({ requests: { [name]: more }, limits: { [name]: less } }), [
      `requests.${name} must not be above limits.${name}`,
    ]);
    assert.deepEqual(messages({ requests: { [name]: less }, limits: { [name]: more } }), []);
    assert.deepEqual(messages({ requests: { [name]: more } }), []);
  }
});
