/** A control plane for people: `node --import tsx test/support/control-plane/main.ts`, until Ctrl-C. */
import { startControlPlane } from "./control-plane.ts";

const { folder, kubeconfig } = await startControlPlane();
console.log(`export KUBECONFIG=${kubeconfig()}`);
console.error(`ready; logs are in ${folder}/logs; Ctrl-C ends it and removes everything`);
