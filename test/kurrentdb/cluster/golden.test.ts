import { fileURLToPath } from "node:url";
import { kurrentDB } from "../../../src/kurrentdb/cluster/controller.ts";
import type { SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { golden } from "../../support/golden.ts";
import {
  deleting,
  growing,
  keptVolume,
  newVersion,
  newVersionRolling,
  perNode,
  production,
  prometheusOperator,
  running,
  sample,
  shrinkNotConfirmed,
  single,
  stopped,
  tlsSwitched,
} from "./situations.ts";

const { sync, finalize } = kurrentDB;

const synced = (name: string, reason: string, request: SyncRequest) => ({
  name,
  reason,
  request,
  answer: sync(request, NOW),
});

golden(fileURLToPath(new URL("golden", import.meta.url)), [
  synced("first-sync", "the sample of the README is created", sample),
  synced("running", "everything is there and ready, and nothing is left to do", running),
  synced("single-insecure-node", "one member, without certificates, and the status says so", single),
  synced("tls-with-licence", "the production example with TLS, passwords, licence and policy", production),
  synced("growing-1-to-3-size", "the member that has the data learns the new size first", growing[0]!),
  synced("growing-1-to-3-second", "then a second member joins", growing[1]!),
  synced("growing-1-to-3-third", "and a third, once the second has caught up", growing[2]!),
  synced("begins-with-kept-volume", "a volume is there, so its member goes first", keptVolume),
  synced("shrink-not-confirmed", "members with data stay until that is confirmed", shrinkNotConfirmed),
  synced("stopped", "no members, and everything else is kept", stopped),
  synced("upgrade-asked-for", "Updating from the first sync that sees the new version", newVersion),
  synced(
    "upgrade-rolling",
    "two of three members run it, and the version is still the old",
    newVersionRolling,
  ),
  synced("tls-switch-held-back", "everything stays, and the status says how to get on", tlsSwitched),
  synced("per-node-load-balancers", "clients outside go to the member that leads", perNode),
  synced("prometheus-operator", "a ServiceMonitor takes the place of the annotations", prometheusOperator),
  {
    name: "deleting",
    reason: "clients are gone, and the members are told to stop",
    request: deleting,
    answer: finalize(deleting, NOW),
  },
]);
