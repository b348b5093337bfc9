import { tail } from "../control-plane/situation.ts";
import type { Ground } from "./suite.ts";

/** What somebody wants to see of a test that failed: its own namespace, and what the programs said last. */
export async function situationOf({ stage, namespace }: Ground): Promise<string> {
  const { plane, service, metacontroller } = stage;
  const kubectl = (...args: string[]) => plane.kubectl([...args, `--namespace=${namespace}`]).catch(String);
  const kinds = "statefulsets,pods,services,configmaps,poddisruptionbudgets,horizontalpodautoscalers,pvc";
  const logs = [...(metacontroller.log ? [metacontroller.log] : []), ...service.logs];
  const parts = [
    ["custom resources", await kubectl("get", "streams", "-o=yaml")],
    ["objects", await kubectl("get", kinds, "--show-kind")],
    ["events", await kubectl("get", "events", "--sort-by=.lastTimestamp")],
    ...(await Promise.all(logs.map(async (log) => [log, await tail(log)]))),
  ];
  return parts.map(([title, text]) => `--- ${title}\n${text}\n`).join("");
}
