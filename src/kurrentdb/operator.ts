import type { Operator } from "../controller/operator.ts";
import { firstSync } from "../metacontroller/first-sync.ts";
import { children } from "./cluster/children.ts";
import { explainedConditions, explainedReasons } from "./cluster/conditions-and-reasons.ts";
import { customize } from "./cluster/customize.ts";
import { example } from "./cluster/example.ts";
import { finalize } from "./cluster/finalize.ts";
import { kurrentDB } from "./cluster/resource.ts";
import { sync } from "./cluster/sync.ts";

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
