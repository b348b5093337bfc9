import assert from "node:assert/strict";
import { test } from "node:test";
import type { Secret } from "kubernetes-types/core/v1.js";
import {
  lookUpSecrets,
  type SecretNeed,
  secretNames,
  secretsOfEnvironment,
} from "../../src/kubernetes/secrets.ts";

const need = (name: string, keys: string[] = [], rest: Partial<SecretNeed> = {}): SecretNeed => ({
  name,
  keys,
  optional: false,
  reread: false,
  ...rest,
});

const lookUp = (needs: SecretNeed[], secrets: Record<string, Secret["data"]>, salt = "uid") =>
  lookUpSecrets(needs, (name) => (name in secrets ? ({ data: secrets[name] } as Secret) : undefined), salt);

test("what is missing is named: the Secret, or the keys it lacks", () => {
  const needs = [need("tls", ["tls.crt", "tls.key"]), need("database", ["password"])];
  assert.deepEqual(lookUp(needs, { tls: { "tls.key": "a" } }).missing, [
    "Secret database",
    "the key tls.crt in Secret tls",
  ]);
});

test("a Secret that two need is missed once", () =>
  assert.deepEqual(lookUp([need("a"), need("a")], {}).missing, ["Secret a"]));

test("an empty value is a value, and a Secret without data has no key", () => {
  assert.deepEqual(lookUp([need("a", ["k"])], { a: { k: "" } }).missing, []);
  assert.deepEqual(lookUp([need("a", ["k"])], { a: undefined }).missing, ["the key k in Secret a"]);
});

test("a key that every object of JavaScript has is not there for that", () =>
  assert.deepEqual(lookUp([need("a", ["constructor"])], { a: {} }).missing, [
    "the key constructor in Secret a",
  ]));

test("an optional Secret is not missed", () => {
  const found = lookUp([need("a", ["k"], { optional: true })], {});
  assert.deepEqual(found.missing, []);
  assert.notEqual(found.checksum, undefined);
});

test("the fingerprint moves with the content, and with nothing else", () => {
  const needs = [need("a"), need("b")];
  const before = lookUp(needs, { a: { k: "1" }, b: { l: "2" } });
  assert.equal(lookUp([...needs].reverse(), { b: { l: "2" }, a: { k: "1" } }).checksum, before.checksum);
  assert.notEqual(lookUp(needs, { a: { k: "changed" }, b: { l: "2" } }).checksum, before.checksum);
});

test("there is no fingerprint while a Secret is missing: what vanishes must restart nothing", () =>
  assert.equal(lookUp([need("a"), need("b")], { a: {} }).checksum, undefined));

test("what pods read again by themselves restarts none of them", () => {
  const needs = [need("a", [], { reread: true })];
  assert.equal(lookUp(needs, { a: { k: "1" } }).checksum, lookUp(needs, { a: { k: "2" } }).checksum);
});

test("equal content elsewhere does not show as equal", () =>
  assert.notEqual(
    lookUp([need("a")], { a: {} }, "one").checksum,
    lookUp([need("a")], { a: {} }, "two").checksum,
  ));

test("the environment's Secrets are found, with what their references say", () =>
  assert.deepEqual(
    secretsOfEnvironment(
      [
        { name: "PLAIN", value: "x" },
        { name: "TOKEN", valueFrom: { secretKeyRef: { name: "tokens", key: "api", optional: true } } },
      ],
      [{ secretRef: { name: "all" } }, { configMapRef: { name: "no-secret" } }],
    ),
    [need("tokens", ["api"], { optional: true }), need("all")],
  ));

test("names are sorted and each there once, as a request for them wants it", () =>
  assert.deepEqual(secretNames([need("b"), need("a"), need("b")]), ["a", "b"]));
