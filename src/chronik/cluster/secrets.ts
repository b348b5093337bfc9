import type { SecretNeed } from "../../kubernetes/secrets.ts";
import type { ChronikCluster } from "./cluster.ts";
import { secretNeeds as ofTiered } from "./tiered/secrets.ts";
import { isUnified } from "./topology.ts";
import { secretNeeds as ofUnified } from "./unified/secrets.ts";

/** The Secrets that pods read. */
export const secretNeeds = (cluster: ChronikCluster): SecretNeed[] =>
  isUnified(cluster) ? ofUnified(cluster) : ofTiered(cluster);
