import { firstSync } from "../metacontroller/first-sync.ts";
import type { Operator } from "../metacontroller/operator.ts";
import { children } from "./children.ts";
import { customize } from "./customize.ts";
import { example } from "./example.ts";
import { explainedReasons } from "./explanations.ts";
import { finalize } from "./finalize.ts";
import { chronikCluster } from "./resource.ts";
import { sync } from "./sync.ts";

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
