import bearerAuth from "@fastify/bearer-auth";
import type { FastifyInstance, onRequestHookHandler } from "fastify";
import { Problem } from "./problem.ts";

/**
 * Lets a request through only with `Authorization: Bearer <token>`.
 *
 * @param tokens gives those of the moment, since the file they come from may change
 */
export async function requireBearer(
  app: FastifyInstance,
  tokens: () => readonly string[],
): Promise<onRequestHookHandler> {
  await app.register(bearerAuth, { keys: [], addHook: false });
  const verifierOf = app.verifyBearerAuthFactory!;
  return (request, reply, next) => {
    // The plugin keeps the keys it is given, so each request has a verifier of its own, which takes microseconds.
    const verify = verifierOf({
      keys: [...tokens()],
      addHook: false,
      // The one that takes the scheme in any case, as HTTP has it.
      specCompliance: "rfc6749",
    });
    verify(request, reply, (error?: Error & { code?: string }) => next(error && unauthorized(error.code)));
  };
}

function unauthorized(code: string | undefined): Problem {
  const detail =
    code === "FST_BEARER_AUTH_MISSING_AUTHORIZATION_HEADER"
      ? "Send Authorization: Bearer and the token."
      : "The token is not the right one. Send it as Authorization: Bearer and the token.";
  return new Problem(401, detail, { headers: { "www-authenticate": "Bearer" } });
}
