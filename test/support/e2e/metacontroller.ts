import { fileURLToPath } from "node:url";
import { lessCollecting } from "../control-plane/components.ts";
import type { ControlPlane } from "../control-plane/control-plane.ts";
import type { KeptProcess } from "../control-plane/kept-processes.ts";
import type { ApplyStrategy } from "../metacontroller/metacontroller.ts";
import { METACONTROLLER_USER } from "./registration.ts";

export type { ApplyStrategy };

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
