import { describe } from "node:test";
import type { ApplyStrategy } from "../support/control-plane/metacontroller.ts";
import { appliedAgain } from "./cases/applied-again.ts";
import { autoscaling } from "./cases/autoscaling.ts";
import { refusals } from "./cases/bad-specs.ts";
import { changes } from "./cases/changes.ts";
import { deletion } from "./cases/deletion.ts";
import { examples } from "./cases/examples.ts";
import { faults } from "./cases/faults.ts";
import { manyClusters } from "./cases/many-clusters.ts";
import { otherOwners } from "./cases/other-owners.ts";
import { outages } from "./cases/outages.ts";
import { pause } from "./cases/pause.ts";
import { pods } from "./cases/pods.ts";
import { privileges, users } from "./cases/privileges.ts";
import { secrets } from "./cases/secrets.ts";
import { severalNodes } from "./cases/several-nodes.ts";
import { chronikSubject } from "./subjects/chronik.ts";
import { kurrentdbSubject } from "./subjects/kurrentdb.ts";
import { inEnvironment, type NamespaceTest } from "./support/test-namespace.ts";

/** Every controller there is. A further one is a line here. */
const subjects = [chronikSubject, kurrentdbSubject];

const cases = [
  examples,
  changes,
  faults,
  pods,
  autoscaling,
  secrets,
  otherOwners,
  pause,
  // The garbage collector takes up to half a minute to notice new kinds, so that what waits for it comes last.
  deletion,
  appliedAgain,
];

/** As many as two cores can do at once; with more, each takes longer and none is done earlier. */
const SIDE_BY_SIDE = 8;

/** All that is tried on a real control plane, for every controller, with one way of applying. */
export async function suite(strategy: ApplyStrategy): Promise<void> {
  const test = await inEnvironment({ strategy, subjects, users, loose: true });
  describe(`${strategy}: each cluster for itself`, { concurrency: SIDE_BY_SIDE }, () => {
    for (const subject of subjects) {
      const { kind } = subject.controller.customResource;
      const testOfKind: NamespaceTest = (name, body) => test(`${kind}: ${name}`, body);
      for (const declare of cases) declare(subject, testOfKind);
      // Metacontroller has no part in it, so once is enough.
      if (strategy === "dynamic-apply") refusals(subject, testOfKind);
      if (subject === chronikSubject) severalNodes(subject, testOfKind);
    }
  });
  describe(`${strategy}: what all clusters notice`, () => {
    outages(subjects, test);
    manyClusters(subjects, test);
    privileges(strategy, test);
  });
}
