import type { ConfigMap } from "kubernetes-types/core/v1.js";
import { type ChronikCluster, childMetadata, configName } from "../../cluster.ts";
import { MAY_START_EMPTY_FILE, SERVER_FILE } from "../paths.ts";

/**
 * What all nodes of a cluster read, as files.
 *
 * @param serverFile the server's own configuration, see server-file.ts
 * @param mayStartEmpty the numbers of the nodes that may start with an empty volume, see start-guard.ts
 */
export const configMap = (
  cluster: ChronikCluster,
  serverFile: string,
  mayStartEmpty: readonly number[],
): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: childMetadata(cluster, configName(cluster)),
  data: { [SERVER_FILE]: serverFile, [MAY_START_EMPTY_FILE]: mayStartEmpty.join(" ") },
});
