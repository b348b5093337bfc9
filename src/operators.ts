import { chronik } from "./chronik/operator.ts";
import type { Operator } from "./controller/operator.ts";
import { kurrentdb } from "./kurrentdb/operator.ts";

/** Every operator this service is. A new one is a folder beside these and a line here. */
export const operators: readonly Operator[] = [chronik, kurrentdb];
