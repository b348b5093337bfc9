import { define } from "../../controller/define.ts";
import { children, contextOf } from "./children.ts";
import { clusterSelector } from "./cluster.ts";
import { explainedConditions, explainedReasons } from "./conditions-and-reasons.ts";
import { statusWhileDeleting, stops } from "./deletion.ts";
import { example } from "./example.ts";
import { read } from "./read.ts";
import { related } from "./related.ts";
import { report } from "./report.ts";
import { chronikCluster as customResource } from "./resource.ts";
import { stateMetrics } from "./state-metrics.ts";

/** What should exist for a ChronikCluster, and how it is going. */
export const chronikCluster = define({
  customResource,
  words: { conditions: explainedConditions, reasons: explainedReasons },
  stateMetrics,
  example,
  read,
  related,
  pods: clusterSelector,
  observe: contextOf,
  children,
  report,
  blankStatus: { ready: "0/0", readyReplicas: {}, endpoints: {} },
  deletion: { stops, status: statusWhileDeleting },
});
