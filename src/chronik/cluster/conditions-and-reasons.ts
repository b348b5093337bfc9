/** What only the conditions of a ChronikCluster say. */
import { type Explanations, reasons } from "../../controller/words.ts";

export const explainedReasons = {
  StoppingIngestAndSearch: {
    means:
      "A step of a deletion: ingest and search pods are being stopped; they still need the controllers meanwhile.",
  },
  StoppingControllers: { means: "A step of a deletion: the controllers are being stopped." },
} satisfies Explanations;

export const reason = reasons(explainedReasons);
