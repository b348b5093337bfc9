/** What holds for any valid KurrentDB, in whatever state its children are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import type { SyncResponse } from "../../../src/metacontroller/hooks.ts";
import { feedBack } from "../../support/api-server.ts";
import { settled } from "../../support/arbitraries/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { byIdentity, holdsIn, isPaused, laws } from "../../support/laws.ts";
import { anySituation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";

const { sync } = kurrentDB;

laws({
  controller: kurrentDB,
  anySituation,
  badSpecs,
  wants: ({ metadata, spec }, name) =>
    name === metadata.name ||
    (spec as { readOnlyReplicas?: object } | undefined)?.readOnlyReplicas !== undefined,
});

holdsIn(anySituation)("a cluster that nothing keeps from it ends up Running", ({ request, strategy }) => {
  const isFree = Object.keys(request.related?.["StatefulSet.apps/v1"] ?? {}).length === 0;
  fc.pre(isFree && !isPaused(request) && condition(sync(request, NOW), "SecretsAvailable") === "True");
  let current = request;
  // The longest way is from one member to five and has eight steps.
  for (let step = 0; step < 12; step++) {
    const fed = feedBack(current, sync(current, NOW), strategy);
    current = { ...fed, children: settled(fed.children) };
  }
  const answer = sync(current, NOW);
  const { phase, conditions } = answer.status;
  if (phase === "Running") return;
  assert.equal(phase, "Failed", JSON.stringify(conditions));
  // Only people can end what is withheld half way, or register a kind.
  const needsPeople = reasonOf(answer, "Stalled") === "CertificatesNotRegistered";
  assert.ok(needsPeople || condition(answer, "SpecFollowed") === "False", JSON.stringify(conditions));
});

const conditionOf = ({ status }: SyncResponse, wanted: string) =>
  status.conditions.find(({ type }) => type === wanted);
const condition = (answer: SyncResponse, wanted: string) => conditionOf(answer, wanted)?.status;
const reasonOf = (answer: SyncResponse, wanted: string) => conditionOf(answer, wanted)?.reason;

test("while TLS or the port waits for a stop, every child is returned as it was last applied", () => {
  let held = 0;
  fc.assert(
    fc.property(anySituation, fc.boolean(), ({ request, strategy }, isTls) => {
      const { children, status } = sync(request, NOW);
      const fed = feedBack(request, { children, status }, strategy);
      const security = isTls ? { certificateSecret: "tls", certificateAuthoritySecret: "ca" } : {};
      const spec = { security, configuration: { nodePort: 2999 }, restartKey: "new", version: "26.0.1" };
      const answer = sync({ ...fed, parent: { ...fed.parent, spec } }, NOW);
      // A smaller size may be held back as well, and then everything else is followed.
      fc.pre(/NeedsStop$/.test(reasonOf(answer, "SpecFollowed") ?? ""));
      held += 1;
      assert.deepEqual(byIdentity(answer.children), byIdentity(children));
    }),
    { numRuns: 60, includeErrorInReport: true },
  );
  assert.ok(held > 20, "the property has seen enough of them");
});
