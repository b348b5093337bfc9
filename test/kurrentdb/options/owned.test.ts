import assert from "node:assert/strict";
import { test } from "node:test";
import { ENVIRONMENT_ONLY, OPTIONS } from "../../../src/kurrentdb/options/options.ts";
import { OWNED_OPTIONS } from "../../../src/kurrentdb/options/owned.ts";
import { optionProblems } from "../../../src/kurrentdb/options/problems.ts";

test("every option that the operator owns exists, and is refused with the reason in every version", () => {
  for (const [name, why] of Object.entries(OWNED_OPTIONS)) {
    assert.ok(name in OPTIONS, `${name} is no option: refusing it would hide that it is misspelt`);
    for (const tag of ["25.0.0", "latest"]) {
      assert.deepEqual(optionProblems({ [name]: 1 }, tag, "options"), [
        { path: `options.${name}`, message: `belongs to the operator: ${why}` },
      ]);
    }
  }
});

test("what the server reads from the environment only is never in the file, where it would be ignored", () => {
  for (const name of ENVIRONMENT_ONLY) assert.ok(name in OWNED_OPTIONS, name);
});

test("a database in memory is refused: a restart would empty a member, and a rollout all of them", () =>
  assert.match(OWNED_OPTIONS.MemDb!, /every restart would lose/));

test("nobody is told to set a secret that the server does not look at", () => {
  assert.doesNotMatch(OWNED_OPTIONS.ClusterSecret!, /environmentSecret/);
  assert.doesNotMatch(OWNED_OPTIONS.CertificatePassword!, /environmentSecret/);
  assert.match(OWNED_OPTIONS.CertificatePrivateKeyPassword!, /KURRENTDB_CERTIFICATE_PRIVATE_KEY_PASSWORD/);
});

test("options that are only risky are passed on", () => {
  const options = {
    MaxTruncation: -1,
    UnsafeAllowSurplusNodes: true,
    UnsafeDisableFlushToDisk: true,
    UnsafeIgnoreHardDelete: true,
  };
  assert.deepEqual(optionProblems(options, "latest", ""), []);
});
