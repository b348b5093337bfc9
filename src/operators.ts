import { chronik } from "./chronik/operator.ts";
import type { Operator } from "./controller/controller.ts";
import { kurrentdb } from "./kurrentdb/operator.ts";

/** Every operator this service is. A new one is a folder beside these and a line here. */
export const operators: readonly Operator[] = [chronik, kurrentdb];

/** The controllers of all of them, one for each kind of custom resource. */
export const controllers = operators.flatMap((operator) => operator.controllers);
