import assert from "node:assert/strict";
import { ApiError } from "../../support/kubernetes-client/connection.ts";
import type { BadSpec } from "../../support/wrong-values.ts";
import type { Subject } from "../support/subject.ts";
import { CLUSTER } from "../support/subject.ts";
import type { NamespaceTest, TestNamespace } from "../support/test-namespace.ts";

/** The CRD refuses what is wrong before it is stored, and says why. */
export function refusals(subject: Subject, test: NamespaceTest): void {
  if (subject.badSpecs.length === 0) return;
  test(`each of ${subject.badSpecs.length} bad specs is refused, with the reason`, async (namespace) => {
    const verdicts: string[] = [];
    for (const bad of subject.badSpecs) verdicts.push(...(await complaint(namespace, subject, bad)));
    assert.deepEqual(verdicts, []);
  });
}

/** What is wrong with the API server's answer, if anything. */
async function complaint(
  { environment, name: namespace }: TestNamespace,
  subject: Subject,
  bad: BadSpec,
): Promise<string[]> {
  const { group, version, kind, plural } = subject.controller.customResource;
  const path = `/apis/${group}/${version}/namespaces/${namespace}/${plural}?dryRun=All`;
  const metadata = { name: bad.name ?? CLUSTER, namespace };
  const object = { apiVersion: `${group}/${version}`, kind, metadata, spec: bad.spec };
  try {
    await environment.plane.client.request("POST", path, object);
    return bad.apiServer === "accepts" ? [] : [`${bad.reason}: accepted`];
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 422) throw error;
    const expected = typeof bad.apiServer === "object" ? bad.apiServer : bad.message;
    const isExpected =
      expected instanceof RegExp ? expected.test(error.message) : error.message.includes(expected);
    return isExpected && bad.apiServer !== "accepts" ? [] : [`${bad.reason}: ${error.message}`];
  }
}
