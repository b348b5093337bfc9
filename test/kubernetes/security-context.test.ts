import assert from "node:assert/strict";
import { test } from "node:test";
import { containerSecurityContext, podSecurityContext } from "../../src/kubernetes/security-context.ts";

test("a pod is safe unless people say otherwise", () =>
  assert.deepEqual(podSecurityContext(undefined, 1000), {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  }));

test("and so is a container", () =>
  assert.deepEqual(containerSecurityContext(undefined), {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  }));

test("what people set counts, and the rest stays safe", () => {
  const { fsGroup, ...pod } = podSecurityContext(
    { fsGroup: 7, seccompProfile: { type: "Unconfined" } },
    1000,
  );
  assert.equal(fsGroup, 7);
  assert.deepEqual(pod.seccompProfile, { type: "Unconfined" });
  assert.equal(pod.runAsNonRoot, true);
  assert.deepEqual(containerSecurityContext({ capabilities: { add: ["NET_BIND_SERVICE"] } }), {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { add: ["NET_BIND_SERVICE"] },
  });
});

test("who asks for root gets it: runAsNonRoot beside user 0 is a pod that never starts", () => {
  assert.equal(podSecurityContext({ runAsUser: 0 }, 1000).runAsNonRoot, false);
  assert.equal(containerSecurityContext({ runAsUser: 0 }).runAsNonRoot, false);
});

test("a privileged container may gain privileges, which the API server insists on", () => {
  assert.deepEqual(containerSecurityContext({ privileged: true }), {
    allowPrivilegeEscalation: true,
    readOnlyRootFilesystem: true,
    privileged: true,
  });
});
