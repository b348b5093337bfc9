import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** Where a Kubernetes API is and who asks. */
export interface Access {
  /** `https://127.0.0.1:6443` */
  server: string;
  /** The certificates to trust, in PEM. None for plain HTTP. */
  ca?: string;
  /** Say who asks (`authorization`, or those of impersonation), and by which program (`user-agent`). */
  headers: Readonly<Record<string, string | string[]>>;
}

interface Kubeconfig {
  "current-context": string;
  contexts: { name: string; context: { cluster: string; user: string } }[];
  clusters: { name: string; cluster: { server: string; "certificate-authority-data"?: string } }[];
  users: { name: string; user: { token?: string; as?: string; "as-groups"?: string[] } }[];
}

/** @throws Error when the file has no current context with a cluster and a user */
export async function readKubeconfig(path: string): Promise<Access> {
  const config = parse(await readFile(path, "utf8")) as Kubeconfig;
  const context = config.contexts.find(({ name }) => name === config["current-context"])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users.find(({ name }) => name === context?.user)?.user;
  if (!cluster || !user) throw new Error(`${path} has no current context with a cluster and a user`);
  const ca = cluster["certificate-authority-data"];
  return {
    server: cluster.server,
    ...(ca && { ca: Buffer.from(ca, "base64").toString("utf8") }),
    headers: {
      ...(user.token && { authorization: `Bearer ${user.token}` }),
      ...(user.as && { "impersonate-user": user.as, "impersonate-group": user["as-groups"] ?? [] }),
    },
  };
}
