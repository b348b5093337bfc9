/** The hooks as an OpenAPI document, made from the schemas of their requests and answers. */
import { type TObject, Type } from "@sinclair/typebox";
import type { Controller, Operator } from "../controller/controller.ts";
import {
  CustomizeRequest,
  CustomizeResponse,
  FinalizeResponse,
  SyncRequest,
  SyncResponse,
} from "../metacontroller/hooks.ts";
import { HOOKS, type Hook, hookPath } from "./hook.ts";

const SUMMARY: Record<Hook, string> = {
  sync: "Which children should exist, and how is it going?",
  finalize: "The custom resource is being deleted: what should still exist, and is that all?",
  customize: "Which other objects should come with each sync?",
};

/**
 * The document (OpenAPI 3.1, whose schemas are JSON Schema as it is).
 *
 * @param needsToken whether callers must send a bearer token
 */
export function openApi(operators: readonly Operator[], { needsToken }: { needsToken: boolean }) {
  return {
    openapi: "3.1.0",
    info: {
      title: "stream-operators",
      version: "v2",
      description:
        "Hooks for Metacontroller (CompositeController, version v2). They change nothing: try them.",
    },
    components: needsToken ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {},
    security: needsToken ? [{ token: [] }] : [],
    paths: Object.fromEntries(
      operators
        .flatMap(({ controllers }) => controllers)
        .flatMap((controller) =>
          HOOKS.map((hook) => [hookPath(controller, hook), { post: operation(controller, hook) }]),
        ),
    ),
  };
}

function operation(controller: Controller, hook: Hook) {
  const schema = withSpec(hook === "customize" ? CustomizeRequest : SyncRequest, controller);
  return {
    tags: [controller.resource],
    operationId: `${controller.resource}-${hook}`,
    summary: SUMMARY[hook],
    requestBody: {
      required: true,
      content: { "application/json": { schema, example: exampleRequest(controller, hook) } },
    },
    responses: {
      200: { description: "The answer", content: { "application/json": { schema: ANSWERS[hook] } } },
      "4XX": PROBLEM,
      500: PROBLEM,
    },
  };
}

/** The request with the custom resource in it. The hook takes that as it comes: a wrong spec is not an HTTP error. */
function withSpec(request: TObject, { customResource }: Controller): TObject {
  const parent = request.properties.parent as TObject;
  const properties = { ...parent.properties, spec: customResource.spec, status: customResource.status };
  return { ...request, properties: { ...request.properties, parent: { ...parent, properties } } };
}

function exampleRequest({ example }: Controller, hook: Hook): unknown {
  const { controller, parent } = example;
  if (hook === "customize") return { controller, parent };
  return { ...example, finalizing: hook === "finalize" };
}

const ANSWERS: Record<Hook, TObject> = {
  sync: SyncResponse,
  finalize: FinalizeResponse,
  customize: CustomizeResponse,
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
      }),
    },
  },
};
