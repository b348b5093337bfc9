import { readFile } from "node:fs/promises";
import type { Cluster } from "./control-plane.ts";
import { writeKubeconfig } from "./credentials.ts";
import type { Keeper } from "./kept-processes.ts";
import { until } from "./until.ts";

/**
 * Uses the cluster that kubectl speaks to by itself, with its own kubectl.
 *
 * `kubectl proxy` stands before it, on loopback: it knows every way to log in, and no test has to. The users
 * are impersonated, so that they have the rights that a test gives them and no others.
 */
export async function useExistingCluster(
  keeper: Keeper,
  users: Readonly<Record<string, readonly string[]>> = {},
): Promise<Cluster> {
  const proxy = await keeper.start({
    name: "kubectl-proxy",
    command: "kubectl",
    args: ["proxy", "--address=127.0.0.1", "--port=0"],
  });
  const serving = async () => /Starting to serve on (\S+)/.exec(await readFile(proxy.log, "utf8"))?.[1];
  const log = () => readFile(proxy.log, "utf8");
  const server = `http://${await until("kubectl proxy to serve", serving, log)}`;

  const kubeconfigs = new Map([["admin", await writeKubeconfig(keeper.folder, "admin", { server }, {})]]);
  for (const [name, groups] of Object.entries(users)) {
    const user = { as: name, "as-groups": groups };
    kubeconfigs.set(name, await writeKubeconfig(keeper.folder, name, { server }, user));
  }
  return {
    access: (name) => ({ server, headers: impersonation(name, users[name] ?? []) }),
    kubeconfig: (name) => kubeconfigs.get(name)!,
    kubectl: "kubectl",
    processes: [proxy],
    requests: undefined,
    close: () => {},
  };
}

const impersonation = (name: string, groups: readonly string[]): Record<string, string | string[]> =>
  name === "admin" ? {} : { "impersonate-user": name, "impersonate-group": [...groups] };
