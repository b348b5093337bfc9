import type { Controller } from "../controller/controller.ts";

/** What Metacontroller asks of a controller. */
export const HOOKS = ["sync", "finalize", "customize"] as const;
export type Hook = (typeof HOOKS)[number];

/** Where it asks. */
export const hookPath = ({ resource }: Pick<Controller, "resource">, hook: Hook) => `/${resource}/${hook}`;

/** One hook of an operator's controllers, by the operator's name. */
export type HookOf = { operator: string; hook: Hook };

declare module "fastify" {
  interface FastifyContextConfig {
    /** Which hook a route is; other routes have none. */
    hookOf?: HookOf;
  }
}
