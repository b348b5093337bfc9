/** Each part is complete, since what the API server adds inside a list differs at every sync. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  configMapVolume,
  containerPort,
  httpProbe,
  secretVolume,
  servicePort,
} from "../../src/kubernetes/container.ts";

test("a port has its protocol, by which server-side apply knows it", () => {
  assert.deepEqual(containerPort("http", 80), { name: "http", containerPort: 80, protocol: "TCP" });
  assert.deepEqual(servicePort("http", 80), { name: "http", port: 80, targetPort: "http", protocol: "TCP" });
  assert.equal(servicePort("http", 80, "web").targetPort, "web");
});

test("on the host's network the host's port is the container's, as the API server would write it", () =>
  assert.deepEqual(containerPort("http", 80, true), {
    name: "http",
    containerPort: 80,
    hostPort: 80,
    protocol: "TCP",
  }));

test("a probe has every number", () =>
  assert.deepEqual(httpProbe("/healthz", "health", { periodSeconds: 5, failureThreshold: 3 }), {
    httpGet: { path: "/healthz", port: "health", scheme: "HTTP" },
    periodSeconds: 5,
    failureThreshold: 3,
    timeoutSeconds: 5,
    successThreshold: 1,
  }));

test("a probe's own times win", () => {
  const probe = httpProbe("/", "p", { periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 1 }, "HTTPS");
  assert.equal(probe.timeoutSeconds, 1);
  assert.equal(probe.httpGet?.scheme, "HTTPS");
});

test("files of volumes have the mode that the API server gives them: 0644, which is 420", () => {
  assert.deepEqual(configMapVolume("c", "config"), {
    name: "c",
    configMap: { name: "config", defaultMode: 420 },
  });
  assert.deepEqual(secretVolume("s", "tls"), { name: "s", secret: { secretName: "tls", defaultMode: 420 } });
});
