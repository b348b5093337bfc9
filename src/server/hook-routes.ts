import type { FastifyInstance, onRequestHookHandler, RouteShorthandOptions } from "fastify";
import type { Controller, Operator } from "../controller/controller.ts";
import type { Platform } from "../controller/platform.ts";
import { CustomizeRequest, SyncRequest } from "../metacontroller/hooks.ts";
import { HOOKS, type Hook, hookPath } from "./hook.ts";
import type { Answer } from "./hook-call.ts";

import { Problem } from "./problem.ts";

export interface HookRouteOptions {
  operators: readonly Operator[];
  /** What a request has to pass before its body is read. */
  gates: onRequestHookHandler[];
  /** RFC 3339 time in UTC, to the second. */
  now: () => string;
  platform?: Platform | undefined;
}

/** Adds to `app` POST /<resource>/{sync,finalize,customize} for each controller. */
export function addHookRoutes(app: FastifyInstance, options: HookRouteOptions): void {
  const { operators, gates } = options;
  for (const { name, controllers } of operators) {
    for (const controller of controllers) {
      for (const hook of HOOKS) {
        const route: RouteShorthandOptions = {
          schema: { body: hook === "customize" ? CustomizeRequest : SyncRequest },
          config: { hookOf: { operator: name, hook } },
          onRequest: gates,
        };
        app.post(hookPath(controller, hook), route, (request) => {
          request.answer = callHook(controller, hook, request.body, options);
          return request.answer;
        });
      }
    }
  }
}

/** @param body checked by the route's schema */
function callHook(
  controller: Controller,
  hook: Hook,
  body: unknown,
  { now, platform }: HookRouteOptions,
): Answer {
  if (hook === "customize") return controller.customize(body as CustomizeRequest);
  if (hook === "finalize") return controller.finalize(body as SyncRequest, now());
  return controller.sync(body as SyncRequest, now(), platform);
}

/**
 * Fastify answers 404 to a wrong method as well, but whoever opens a hook in a browser should learn how to call it.
 * Said in onRequest, before Fastify reads a body that nobody wants.
 */
export function explainOtherRequests(app: FastifyInstance, operators: readonly Operator[]): void {
  const paths = operators.flatMap(({ controllers }) =>
    controllers.flatMap((controller) => HOOKS.map((hook) => hookPath(controller, hook))),
  );
  app.addHook("onRequest", (request, _reply, next) => {
    if (!request.is404) return next();
    const path = request.url.split("?", 1)[0] as string;
    if (!paths.includes(path)) {
      return next(
        new Problem(404, `There is nothing here. The hooks are ${paths.join(", ")}; /docs explains them.`),
      );
    }
    const detail =
      "This is a hook for Metacontroller: POST a request as JSON, as in " +
      `curl -H 'Content-Type: application/json' -d @request.json URL. /docs has one to try.`;
    next(new Problem(405, detail, { headers: { allow: "POST" } }));
  });
}
