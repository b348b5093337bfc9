/**
 * GET /openapi.json and GET /docs: the hooks, with requests one can send from the page.
 *
 * Both are open even when the hooks want a token. A browser cannot send one when it opens a page, and what they show
 * is in the project's repository anyway; the page sends the token that one gives it under "Authorize".
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Operator } from "../controller/controller.ts";
import { openApi } from "./openapi.ts";

export interface DocumentationOptions {
  operators: readonly Operator[];
  /** Whether callers of the hooks must send a bearer token. */
  needsToken: boolean;
}

/** Adds both to `app`. The page is put together when somebody opens it, as it costs 10 MB and most pods show it never. */
export function addDocumentation(app: FastifyInstance, options: DocumentationOptions): void {
  let document: string | undefined;
  app.get("/openapi.json", (_request, reply) => {
    // Made once: it is half a megabyte, and everybody may ask for it.
    document ??= JSON.stringify(openApi(options.operators, options));
    return reply.type("application/json; charset=utf-8").send(document);
  });

  let page: Promise<FastifyInstance> | undefined;
  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    page ??= buildPage(options);
    const { routing } = await page;
    reply.hijack();
    routing(request.raw, reply.raw);
  };
  app.get("/docs", show);
  app.get("/docs/*", show);
  app.addHook("onClose", async () => (await page)?.close());
}

async function buildPage(options: DocumentationOptions): Promise<FastifyInstance> {
  const { default: swagger } = await import("@fastify/swagger");
  const { default: swaggerUi } = await import("@fastify/swagger-ui");
  const page = Fastify();
  const document = openApi(options.operators, options) as never;
  await page.register(swagger, { mode: "static", specification: { document } });
  await page.register(swaggerUi, {
    routePrefix: "/docs",
    uiConfig: { docExpansion: "list", tryItOutEnabled: true },
    // Everything comes from here: clusters often have no internet.
    staticCSP:
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  });
  await page.ready();
  return page;
}
