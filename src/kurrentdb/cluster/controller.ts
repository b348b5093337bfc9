import { define } from "../../controller/define.ts";
import { children, contextOf } from "./children.ts";
import { clusterSelector } from "./cluster.ts";
import { explainedConditions, explainedReasons, reason } from "./conditions-and-reasons.ts";
import { example } from "./example.ts";
import { observe } from "./observed.ts";
import { read } from "./read.ts";
import { related } from "./related.ts";
import { kurrentDB as customResource } from "./resource.ts";
import { stateMetrics } from "./state-metrics.ts";
import { report, statusWhileDeleting } from "./status.ts";

/** What should exist for a KurrentDB, and how it is going. */
export const kurrentDB = define({
  customResource,
  words: { conditions: explainedConditions, reasons: explainedReasons },
  stateMetrics,
  example,
  read,
  related,
  pods: clusterSelector,
  observe: (cluster, request) => contextOf(cluster, observe(cluster, request)),
  children,
  report,
  blankStatus: { ready: "0/0", readyReplicas: 0, endpoints: {} },
  deletion: {
    stops: [{ reason: reason.StoppingMembers, includes: () => true }],
    status: statusWhileDeleting,
  },
});
