import { define } from "../../controller/define.ts";
import { children, contextOf } from "./children.ts";
import { explainedReasons, reason } from "./conditions-and-reasons.ts";
import { example } from "./example.ts";
import { observe } from "./observed.ts";
import { read } from "./read.ts";
import { related } from "./related.ts";
import { chronikCluster as customResource } from "./resource.ts";
import { stateMetrics } from "./state-metrics.ts";
import { componentOf, report, statusWhileDeleting } from "./status.ts";

/** What should exist for a ChronikCluster, and how it is going. */
export const chronikCluster = define({
  customResource,
  words: { conditions: {}, reasons: explainedReasons },
  stateMetrics,
  example,
  read,
  related,
  observe: (cluster, request) => contextOf(cluster, observe(cluster, request)),
  children,
  report,
  blankStatus: { ready: "0/0", readyReplicas: {}, endpoints: {} },
  deletion: {
    // Ingest and search need the controllers while they hand over.
    stops: [
      { reason: reason.StoppingIngestAndSearch, includes: (set) => componentOf(set) !== "controller" },
      { reason: reason.StoppingControllers, includes: (set) => componentOf(set) === "controller" },
    ],
    status: statusWhileDeleting,
  },
});
