/** What holds for any valid ChronikCluster, in whatever state its children are. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { roleName, rolesOf } from "../../../src/chronik/cluster/cluster.ts";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import { isTrue } from "../../../src/kubernetes/condition.ts";
import { feedBack } from "../../support/api-server.ts";
import { settled } from "../../support/arbitraries/observed.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { holdsIn, isPaused, laws } from "../../support/laws.ts";
import { anySituation } from "./arbitraries.ts";
import { badSpecs } from "./bad-specs.ts";
import { clusterFrom } from "./cluster-of.ts";

const { sync } = chronikCluster;

laws({
  controller: chronikCluster,
  anySituation,
  badSpecs,
  wants(parent, name) {
    const cluster = clusterFrom(parent);
    return rolesOf(cluster).some((role) => roleName(cluster, role) === name);
  },
});

holdsIn(anySituation)("a cluster that nothing keeps from it ends up Running", ({ request, strategy }) => {
  const isFree = Object.keys(request.related?.["StatefulSet.apps/v1"] ?? {}).length === 0;
  fc.pre(isFree && !isPaused(request) && isTrue(sync(request, NOW).status.conditions, "SecretsAvailable"));
  const fed = feedBack(request, sync(request, NOW), strategy);
  const { status } = sync({ ...fed, children: settled(fed.children) }, NOW);
  assert.equal(status.phase, "Running", JSON.stringify(status.conditions));
});
