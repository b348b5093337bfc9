/** What people ask for. */
import type { Parent } from "../../../../src/metacontroller/hooks.ts";
import { parentOf, TLS } from "../cluster-of.ts";

export interface Wish {
  replicas: number;
  /** The size to which a shrink is confirmed. */
  confirms?: number | undefined;
  isTls?: boolean;
  nodePort?: number;
  restartKey?: string | undefined;
  readiness?: "Health";
}

/** The resource, as the API server hands it out. */
export const parentFor = (
  { replicas, confirms, isTls, nodePort, restartKey, readiness }: Wish,
  generation: number,
): Parent =>
  parentOf(
    {
      replicas,
      licenseSecret: "licence",
      ...(isTls && { security: TLS }),
      configuration: { nodePort: nodePort ?? 2113 },
      ...(restartKey && { restartKey }),
      ...(readiness && { readiness }),
    },
    { generation, annotations: confirms ? { "kurrent.io/confirm-shrink": String(confirms) } : {} },
  );
