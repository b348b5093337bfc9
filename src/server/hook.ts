import type { Operator } from "../controller/operator.ts";

/** What Metacontroller asks of an operator. */
export const HOOKS = ["sync", "finalize", "customize"] as const;
export type Hook = (typeof HOOKS)[number];

/** Where it asks. */
export const hookPath = ({ resource }: Pick<Operator, "resource">, hook: Hook) => `/${resource}/${hook}`;

/** One hook of one operator, by the operator's name. */
export type HookOf = { operator: string; hook: Hook };

declare module "fastify" {
  interface FastifyContextConfig {
    /** Which hook a route is; other routes have none. */
    hookOf?: HookOf;
  }
}
