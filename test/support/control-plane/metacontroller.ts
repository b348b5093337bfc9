import { fileURLToPath } from "node:url";
import type { ApplyStrategy } from "../metacontroller/metacontroller.ts";
import { lessCollecting } from "./components.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { KeptProcess } from "./kept-processes.ts";

export type { ApplyStrategy };

/** The user that the shipped ClusterRoleBinding binds: Metacontroller as its own manifests install it. */
export const METACONTROLLER_USER = "system:serviceaccount:metacontroller:metacontroller";

/** The real Metacontroller's program, where there is one; else the double plays its part. */
export const realMetacontroller = process.env.METACONTROLLER || undefined;

const double = fileURLToPath(new URL("../metacontroller/main.ts", import.meta.url));

/** Starts Metacontroller, the real one or its double, with the rights of the shipped ClusterRole and no others. */
export const startMetacontroller = (plane: ControlPlane, strategy: ApplyStrategy): Promise<KeptProcess> =>
  plane.start({
    name: "metacontroller",
    command: realMetacontroller ?? process.execPath,
    env: lessCollecting,
    args: [
      ...(realMetacontroller ? [] : ["--import", import.meta.resolve("tsx"), double]),
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
