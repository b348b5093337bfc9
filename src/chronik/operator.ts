import type { Operator } from "../controller/operator.ts";
import { firstSync } from "../metacontroller/first-sync.ts";
import { children } from "./cluster/children.ts";
import { explainedReasons } from "./cluster/conditions-and-reasons.ts";
import { customize } from "./cluster/customize.ts";
import { example } from "./cluster/example.ts";
import { finalize } from "./cluster/finalize.ts";
import { chronikCluster } from "./cluster/resource.ts";
import { sync } from "./cluster/sync.ts";

const childKinds = children.map(({ kind, optional = false }) => ({ kind, optional }));

export const chronik: Operator = {
  name: "chronik",
  resource: chronikCluster.singular,
  customResource: chronikCluster,
  childKinds,
  explains: { conditions: {}, reasons: explainedReasons },
  example: firstSync(example, childKinds),
  customize,
  sync,
  finalize,
};
