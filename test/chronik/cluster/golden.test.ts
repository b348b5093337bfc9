import { fileURLToPath } from "node:url";
import { chronikCluster } from "../../../src/chronik/cluster/controller.ts";
import type { SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { feedBack } from "../../support/api-server.ts";
import { NOW } from "../../support/arbitraries/situation.ts";
import { golden } from "../../support/golden.ts";
import {
  autoscaled,
  biggerVolumes,
  firstSyncWithoutSecret,
  firstSyncWithSecret,
  invalidSpec,
  newImage,
  paused,
  production,
  restartWithheld,
  running,
  secretVanished,
  single,
  threeNodes,
  unifiedProduction,
} from "./situations.ts";

const { sync, finalize } = chronikCluster;

const synced = (name: string, reason: string, request: SyncRequest) => ({
  name,
  reason,
  request,
  answer: sync(request, NOW),
});

const trafficStopped = feedBack(running, finalize(running, NOW), "dynamic");

golden(fileURLToPath(new URL("golden", import.meta.url)), [
  synced("first-sync", "the basic cluster of the README is created", firstSyncWithSecret),
  synced(
    "secret-missing",
    "pods are made, and the status names the Secret they wait for",
    firstSyncWithoutSecret,
  ),
  synced("running", "everything is there and ready, and nothing is left to do", running),
  synced(
    "production",
    "the production example with S3, TLS, tracing, autoscaling and Prometheus",
    production,
  ),
  synced("new-image-rolling", "Updating from the first sync that sees the new image", newImage),
  synced("secret-vanished", "what runs is left alone, even with a new image asked for", secretVanished),
  synced(
    "invalid-spec-on-running-cluster",
    "everything stays, and the status says what to correct",
    invalidSpec,
  ),
  synced("paused", "everything stays while people look into something, and the status says so", paused),
  synced(
    "storage-size-changed",
    "volumes cannot change, so they are kept and the difference told",
    biggerVolumes,
  ),
  synced("autoscaled-by-hpa", "the autoscaler's 7 pods are left to it", autoscaled),
  synced("unified-single", "one node of today's server, which is what runs", single),
  synced(
    "unified-production",
    "one node with an object store, a load balancer and Prometheus",
    unifiedProduction,
  ),
  synced("unified-three-nodes", "several nodes, each with an address of its own", threeNodes),
  synced(
    "unified-restart-withheld",
    "what would restart several nodes waits, and the status has the command that confirms it",
    restartWithheld,
  ),
  {
    name: "deleting",
    reason: "clients are gone, ingest stops, and the controllers stay until it has",
    request: trafficStopped,
    answer: finalize(trafficStopped, NOW),
  },
]);
