import { readFile } from "node:fs/promises";
import type { KeptProcess } from "./kept-processes.ts";

/** The last lines of a file. Empty when it cannot be read. */
export async function tail(path: string, lines = 15): Promise<string> {
  const content = await readFile(path, "utf8").catch(() => "");
  return content.trimEnd().split("\n").slice(-lines).join("\n");
}

/** What someone wants to see of a cluster in which something did not happen: objects, events and logs. */
export async function situation(
  kubectl: (args: readonly string[]) => Promise<string>,
  processes: readonly KeptProcess[],
): Promise<string> {
  const parts = [
    ["objects", await objects(kubectl).catch(String)],
    ["events", await events(kubectl).catch(String)],
    ...(await Promise.all(processes.map(async ({ name, log }) => [name, await tail(log)]))),
  ];
  return parts.map(([title, text]) => `--- ${title}\n${text}\n`).join("");
}

async function objects(kubectl: (args: readonly string[]) => Promise<string>): Promise<string> {
  const kinds = (await kubectl(["api-resources", "--namespaced", "--verbs=list", "--output=name"]))
    .split("\n")
    .filter(
      (kind) => kind && !/^(events|leases|endpoints|endpointslices|controllerrevisions)(\.|$)/.test(kind),
    );
  const listed = await kubectl([
    "get",
    kinds.join(","),
    "-A",
    "--show-kind",
    "--ignore-not-found",
    "-o=wide",
  ]);
  return listed
    .split("\n")
    .filter((line) => !line.startsWith("kube-"))
    .join("\n");
}

async function events(kubectl: (args: readonly string[]) => Promise<string>): Promise<string> {
  const listed = await kubectl(["get", "events", "-A", "--sort-by=.lastTimestamp"]);
  return listed.trimEnd().split("\n").slice(-30).join("\n");
}
