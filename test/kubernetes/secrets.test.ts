import assert from "node:assert/strict";
import { test } from "node:test";
import type { Secret } from "kubernetes-types/core/v1.js";
import {
  lookUpSecrets,
  type SecretNeed,
  secretNames,
  secretsChecksum,
  secretsOfEnvironment,
} from "../../src/kubernetes/secrets.ts";
import { growthRatio } from "../support/cost.ts";

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

test("an empty value is as good as none, and a Secret without data has no key", () => {
  assert.deepEqual(lookUp([need("a", ["k"])], { a: { k: "" } }).missing, [
    "the key k in Secret a, which is empty",
  ]);
  assert.deepEqual(lookUp([need("a", ["k"])], { a: undefined }).missing, ["the key k in Secret a"]);
});

test("a key that every object of JavaScript has is not there for that", () =>
  assert.deepEqual(lookUp([need("a", ["constructor"])], { a: {} }).missing, [
    "the key constructor in Secret a",
  ]));

test("an optional Secret is not missed", () =>
  assert.deepEqual(lookUp([need("a", ["k"], { optional: true })], {}).missing, []));

test("what becomes empty restarts nothing, as what vanishes does not", () => {
  const before = text([need("a", ["k"])], { a: { k: "MQ==" } });
  assert.equal(text([need("a", ["k"])], { a: { k: "" } }, before), before);
});

/** The text that pods are made with, over the one they were made with before. */
const text = (needs: SecretNeed[], secrets: Parameters<typeof lookUp>[1], before?: string) =>
  secretsChecksum(lookUp(needs, secrets), before);

test("the fingerprint moves with the content, and with nothing else", () => {
  const needs = [need("a"), need("b", ["k", "l"])];
  const before = text(needs, { a: { x: "1", y: "2" }, b: { k: "1", l: "2" } });
  assert.match(before, /^a=[0-9a-f]{16},b=[0-9a-f]{16}$/);
  assert.equal(text([...needs].reverse(), { b: { l: "2", k: "1" }, a: { y: "2", x: "1" } }), before);
  assert.equal(text(needs, { a: { x: "1", y: "2" }, b: { k: "1", l: "2", unread: "3" } }), before);
  assert.notEqual(text(needs, { a: { x: "changed", y: "2" }, b: { k: "1", l: "2" } }), before);
  assert.notEqual(text(needs, { a: { x: "1", y: "2" }, b: { k: "1", l: "changed" } }), before);
});

test("what vanishes keeps its fingerprint and so restarts nothing; what changes beside it does", () => {
  for (const optional of [true, false]) {
    const needs = [need("a", ["k"], { optional }), need("b", [], { optional })];
    const before = text(needs, { a: { k: "1" }, b: { l: "2" } });
    for (const left of [{}, { a: { k: "1" } }, { b: { l: "2" } }])
      assert.equal(text(needs, left, before), before, JSON.stringify(left));
    assert.notEqual(text(needs, { b: { l: "changed" } }, before), before);
    const keyGone = text(needs, { a: {}, b: { l: "2" } }, before);
    assert.equal(
      keyGone === before,
      !optional,
      "a key less is another content, unless pods cannot start without",
    );
    assert.equal(
      text([need("b", [], { optional })], {}, before),
      before.split(",")[1],
      "no longer asked for",
    );
  }
});

test("an optional Secret that comes later is read from then on", () => {
  const needs = [need("a", ["k"], { optional: true })];
  assert.equal(text(needs, {}), "");
  assert.notEqual(text(needs, { a: { k: "1" } }, ""), "");
});

test("what pods read again by themselves restarts none of them, nor does its neighbour's change", () => {
  const needs = [need("a", ["tls.crt"], { reread: true }), need("a", ["licence"])];
  const before = text(needs, { a: { "tls.crt": "1", licence: "x" } });
  assert.equal(text(needs, { a: { "tls.crt": "2", licence: "x" } }), before);
  assert.notEqual(text(needs, { a: { "tls.crt": "1", licence: "y" } }), before);
});

test("equal content elsewhere does not show as equal", () =>
  assert.notDeepEqual(
    lookUp([need("a")], { a: {} }, "one").fingerprints,
    lookUp([need("a")], { a: {} }, "two").fingerprints,
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

test("thousands of references take linear work", () => {
  const ratio = growthRatio((items) => {
    const needs = Array.from({ length: items }, (_, index) => need(`s${index}`, ["k"]));
    return () => assert.equal(lookUp(needs, {}).missing.length, items);
  }, 4000);
  assert.ok(ratio < 8, `four times the references take ${ratio.toFixed(1)} times the work`);
});
