/**
 * GET /openapi.json and GET /docs: the hooks, with requests one can send from the page.
 *
 * Both are open even when the hooks want a token. A browser cannot send one when it opens a page, and what they show
 * is in the project's repository anyway; the page sends the token that one gives it under "Authorize".
 */
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { type TObject, Type } from "@sinclair/typebox";
import type { FastifyInstance, FastifySchema, RouteOptions } from "fastify";
import type { Operator } from "../metacontroller/operator.ts";
import type { Hook } from "./metrics.ts";

const SUMMARY: Record<Hook, string> = {
  sync: "Which children should exist, and how is it going?",
  finalize: "The custom resource is being deleted: what should still exist, and is that all?",
  customize: "Which other objects should come with each sync?",
};

export async function addDocumentation(
  app: FastifyInstance,
  { needsToken }: { needsToken: boolean },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "stream-operators",
        description:
          "Hooks for Metacontroller (CompositeController, version v2). They change nothing: try them.",
        version: "v2",
      },
      ...(needsToken && {
        components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
        security: [{ token: [] }],
      }),
    },
    transform: ({ schema, url, route }) => ({ url, schema: describe(schema, route) }),
  });
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    // A page with one group of a few hooks needs no folding. Validation would ask a site in the internet.
    uiConfig: { docExpansion: "list", tryItOutEnabled: true },
    staticCSP:
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}

/**
 * What the page says of a route. The answers are described here and not in the route: there Fastify would write
 * answers by the schema, and drop every field that the schema does not name.
 */
function describe(schema: FastifySchema, { config }: RouteOptions): FastifySchema {
  if (!config?.hook) return schema;
  const { operator, hook } = config.hook;
  return {
    ...schema,
    tags: [operator.resource],
    operationId: `${operator.resource}-${hook}`,
    summary: SUMMARY[hook],
    body: { ...withSpec(schema.body as TObject, operator), examples: [exampleRequest(operator, hook)] },
    response: { 200: ANSWERS[hook], "4xx": PROBLEM, 500: PROBLEM },
  };
}

/** The request's schema with the custom resource in it, which the hook takes as it comes: its spec is not HTTP's business. */
function withSpec(body: TObject, { customResource }: Operator): TObject {
  const parent = body.properties.parent as TObject;
  const properties = { ...parent.properties, spec: customResource.spec, status: customResource.status };
  return { ...body, properties: { ...body.properties, parent: { ...parent, properties } } };
}

/** A request that the hook answers, for people and benchmarks to send. */
export function exampleRequest({ example }: Operator, hook: Hook): unknown {
  const { controller, parent } = example;
  if (hook === "customize") return { controller, parent };
  return { ...example, finalizing: hook === "finalize" };
}

const StatusSchema = Type.Object(
  {
    phase: Type.String(),
    observedGeneration: Type.Integer(),
    conditions: Type.Array(Type.Unknown(), {
      description: "metav1.Condition; Ready, Reconciling, Stalled and more.",
    }),
  },
  { description: "The custom resource's whole new status." },
);
const SyncSchema = Type.Object({
  status: StatusSchema,
  children: Type.Array(Type.Unknown(), {
    description: "What should exist. What is missing here is deleted.",
  }),
  resyncAfterSeconds: Type.Optional(Type.Number()),
});
const FinalizeSchema = Type.Composite([
  SyncSchema,
  Type.Object({ finalized: Type.Boolean({ description: "True lets the custom resource go." }) }),
]);
const CustomizeSchema = Type.Object({
  relatedResources: Type.Array(
    Type.Object({
      apiVersion: Type.String(),
      resource: Type.String({ description: "The lower-case plural." }),
      namespace: Type.Optional(Type.String()),
      names: Type.Optional(Type.Array(Type.String())),
      labelSelector: Type.Optional(Type.Unknown()),
    }),
  ),
});
const ANSWERS = {
  sync: { ...SyncSchema, description: "The answer" },
  finalize: { ...FinalizeSchema, description: "The answer" },
  customize: { ...CustomizeSchema, description: "The answer" },
};

const PROBLEM = {
  description: "Why there is no answer (RFC 9457)",
  content: {
    "application/problem+json": {
      schema: Type.Object({
        type: Type.String(),
        title: Type.String(),
        status: Type.Integer(),
        detail: Type.String(),
        errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), detail: Type.String() }))),
        requestId: Type.Optional(Type.String()),
      }),
    },
  },
};
