import { lessCollecting } from "../control-plane/components.ts";
import type { ControlPlane } from "../control-plane/control-plane.ts";
import { readKubeconfig } from "../metacontroller/api-access.ts";
import { ApiServerStore } from "../metacontroller/api-server-store.ts";
import { type ApplyStrategy, startMetacontroller as startDouble } from "../metacontroller/metacontroller.ts";
import type { CompositeController } from "../metacontroller/registration.ts";
import { METACONTROLLER_USER } from "./registration.ts";

export type { ApplyStrategy };

/** Metacontroller at work, the real one or its double. */
export interface Metacontroller {
  /** Path of what it printed; the double prints nothing. */
  readonly log?: string;
  stop(): Promise<void>;
}

/** The real Metacontroller's program, where there is one; else the double plays its part. */
export const realMetacontroller = process.env.METACONTROLLER || undefined;

/** Starts Metacontroller with the rights of the shipped ClusterRole, and no others. */
export const startMetacontroller = (plane: ControlPlane, strategy: ApplyStrategy): Promise<Metacontroller> =>
  realMetacontroller ? startReal(realMetacontroller, plane, strategy) : double(plane, strategy);

const startReal = (command: string, plane: ControlPlane, strategy: ApplyStrategy) =>
  plane.start({
    name: "metacontroller",
    command,
    env: lessCollecting,
    args: [
      `--kubeconfig=${plane.kubeconfig(METACONTROLLER_USER)}`,
      `--apply-strategy=${strategy}`,
      "--metrics-address=127.0.0.1:0",
      "--health-probe-bind-address=127.0.0.1:0",
      // The defaults, five requests a second and one event in five minutes, would make the tests wait for them.
      "--client-go-qps=500",
      "--client-go-burst=1000",
      "--events-qps=10",
      "--zap-log-level=error",
      "--zap-stacktrace-level=panic",
    ],
  });

async function double(plane: ControlPlane, strategy: ApplyStrategy): Promise<Metacontroller> {
  const controllers = await plane
    .clientOf(METACONTROLLER_USER)
    .list("CompositeController.metacontroller.k8s.io/v1alpha1");
  return startDouble({
    store: new ApiServerStore(await readKubeconfig(plane.kubeconfig(METACONTROLLER_USER))),
    controllers: controllers as unknown as CompositeController[],
    strategy,
  });
}
