import type { Parent } from "../../../src/metacontroller/hooks.ts";
import { tail } from "../../support/control-plane/situation.ts";
import type { Call } from "../../support/load-balancer.ts";
import type { TestNamespace } from "./test-namespace.ts";

/** What somebody wants to see of a test that failed: its own namespace, and what the programs said last. */
export async function situationOf({ environment, name: namespace }: TestNamespace): Promise<string> {
  const { plane, service, metacontroller } = environment;
  const kubectl = (...args: string[]) => plane.kubectl([...args, `--namespace=${namespace}`]).catch(String);
  const kinds = "statefulsets,pods,services,configmaps,poddisruptionbudgets,horizontalpodautoscalers,pvc";
  const logs = [metacontroller.log, ...service.logs];
  const parts = [
    ["custom resources", await kubectl("get", "streams", "-o=yaml")],
    ["objects", await kubectl("get", kinds, "--show-kind")],
    [
      "what the hooks were asked and said",
      environment.loadBalancer.callsIn(namespace).slice(-20).map(line).join("\n"),
    ],
    ["events", await kubectl("get", "events", "--sort-by=.lastTimestamp")],
    ...(await Promise.all(logs.map(async (log) => [log, await tail(log)]))),
  ];
  return parts.map(([title, text]) => `--- ${title}\n${text}\n`).join("");
}

function line({ hook, parent, answer }: Call): string {
  const { name, generation, resourceVersion } = parent.metadata as {
    resourceVersion?: string;
  } & Parent["metadata"];
  const ready = answer?.status?.conditions.find(({ type }) => type === "Ready");
  const said = answer ? `${answer.status?.phase ?? ""} ${ready?.message ?? ""}` : "no answer";
  return `${hook} ${name}, generation ${generation}, version ${resourceVersion}: ${said}`;
}
