/**
 * `npm run sandbox`: both operators on a real control plane with fake nodes, to be used with kubectl until Ctrl-C.
 *
 * Everything runs on loopback, and nothing of it stays behind. With METACONTROLLER=/path/to/binary it is the real
 * Metacontroller that runs, else its double.
 */
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { unavailable } from "../support/control-plane/control-plane.ts";
import { type ApplyStrategy, realMetacontroller } from "../support/control-plane/metacontroller.ts";
import { tools } from "../support/control-plane/tools.ts";
import { chronikSubject } from "./subjects/chronik.ts";
import { kurrentdbSubject } from "./subjects/kurrentdb.ts";
import { startEnvironment } from "./support/environment.ts";

const EXAMPLE = "deploy/operator/examples/basic-cluster.yaml";

const { values } = parseArgs({ options: { "apply-strategy": { type: "string", default: "dynamic-apply" } } });
const strategy = values["apply-strategy"] as ApplyStrategy;

const missing = await unavailable({ own: true });
if (missing) {
  console.error(`No sandbox here: ${missing}. Without one: npm run demo, or a cluster of your own.`);
  process.exit(1);
}

let stop = async () => {}; // Until it is up: whatever runs by then ends with this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(128 + constants.signals[signal])));
}

const environment = await startEnvironment({ strategy, subjects: [chronikSubject, kurrentdbSubject] });
stop = () => environment.stop();
await environment.plane.kubectl([
  "apply",
  `--filename=${fileURLToPath(new URL(`../../${EXAMPLE}`, import.meta.url))}`,
]);

const found = await tools();
console.log(`
export KUBECONFIG=${environment.plane.kubeconfig()}
${"kubectl" in found ? `alias kubectl=${found.kubectl}` : ""}

  kubectl get chronikclusters --watch
  kubectl describe chronikcluster my-chronik
  kubectl explain chronikcluster.spec.autoscaling
  kubectl apply -f deploy/kurrentdb/examples/my-eventstore.yaml
  kubectl delete chronikcluster my-chronik

${realMetacontroller ?? "A double of Metacontroller"} applies by ${strategy}. Ctrl-C ends everything and removes it.`);
