/**
 * The double as a program, started like the real one: with --kubeconfig and --apply-strategy, and whatever other flags the
 * real one takes. It knows the CompositeControllers that there are when it starts, prints each sync that fails, and ends
 * on SIGTERM.
 */
import { parseArgs } from "node:util";
import { readKubeconfig } from "../kubernetes-client/access.ts";
import { ApiServerStore } from "./api-server-store.ts";
import { type ApplyStrategy, startMetacontroller } from "./metacontroller.ts";
import type { CompositeController } from "./registration.ts";

const { values } = parseArgs({ strict: false });
const store = new ApiServerStore(await readKubeconfig(values.kubeconfig as string));
const kind = await store.resource("metacontroller.k8s.io/v1alpha1", "compositecontrollers");
const metacontroller = await startMetacontroller({
  store,
  controllers: (await store.list(kind)) as unknown as CompositeController[],
  strategy: values["apply-strategy"] as ApplyStrategy,
  onSync({ parent, error }) {
    if (error)
      console.error(`${parent.kind} ${parent.metadata.namespace}/${parent.metadata.name}: ${error.message}`);
  },
});
process.once("SIGTERM", () => void metacontroller.stop().finally(() => process.exit()));
