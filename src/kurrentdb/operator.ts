import type { Operator } from "../controller/controller.ts";
import { kurrentDB } from "./cluster/controller.ts";

export const kurrentdb: Operator = { name: "kurrentdb", controllers: [kurrentDB] };
