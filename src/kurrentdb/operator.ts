import type { Operator } from "../controller/controller.ts";
import { kurrentDB } from "./cluster/controller.ts";

export const kurrentdb: Operator = {
  name: "kurrentdb",
  namespace: "kurrentdb-system",
  controllers: [kurrentDB],
};
