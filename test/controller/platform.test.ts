import assert from "node:assert/strict";
import { test } from "node:test";
import { CLUSTER_DOMAIN, DEFAULT_PLATFORM, isClusterDomain } from "../../src/controller/platform.ts";

test("a cluster's domain is a DNS name in small letters without a dot at either end", () => {
  const right = [DEFAULT_PLATFORM.clusterDomain, "local", "k8s.example.com", "a-1.b", "1"];
  for (const text of right) assert.ok(isClusterDomain(text), text);
  const wrong = [
    "",
    ".",
    "cluster.local.",
    ".local",
    "a..b",
    "-a",
    "a-",
    "A",
    "a_b",
    "a b",
    "a\n",
    "a".repeat(64),
  ];
  for (const text of wrong) assert.ok(!isClusterDomain(text), JSON.stringify(text));
});

test("with the longest domain, the longest name of a pod is still a DNS name", () => {
  const domain = `${"a".repeat(63)}.${"a".repeat(7)}`;
  assert.equal(domain.length, CLUSTER_DOMAIN.maxLength);
  assert.ok(isClusterDomain(domain) && !isClusterDomain(`${domain}a`));
  const cluster = "n".repeat(52);
  assert.equal(`${cluster}-4.${cluster}-nodes.${"s".repeat(63)}.svc.${domain}`.length, 253);
});
