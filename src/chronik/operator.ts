import type { Operator } from "../controller/controller.ts";
import { chronikCluster } from "./cluster/controller.ts";

export const chronik: Operator = {
  name: "chronik",
  namespace: "chronik-operator-system",
  controllers: [chronikCluster],
};
