import { firstSync } from "../metacontroller/first-sync.ts";
import type { Operator } from "../metacontroller/operator.ts";
import { children } from "./children.ts";
import { customize } from "./customize.ts";
import { example } from "./example.ts";
import { explainedConditions, explainedReasons } from "./explanations.ts";
import { finalize } from "./finalize.ts";
import { kurrentDB } from "./resource.ts";
import { sync } from "./sync.ts";

const childKinds = children.map(({ kind, optional = false }) => ({ kind, optional }));

export const kurrentdb: Operator = {
  name: "kurrentdb",
  resource: kurrentDB.singular,
  customResource: kurrentDB,
  childKinds,
  explains: { conditions: explainedConditions, reasons: explainedReasons },
  example: firstSync(example, childKinds),
  customize,
  sync,
  finalize,
};
