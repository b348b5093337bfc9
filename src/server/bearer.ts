import { createHash, timingSafeEqual } from "node:crypto";
import type { onRequestHookHandler } from "fastify";
import { Problem } from "./problem.ts";

/**
 * Lets a request through only with `Authorization: Bearer <token>`.
 *
 * @param token gives the token of the moment, since the file it comes from may change
 */
export const requireBearer =
  (token: () => string): onRequestHookHandler =>
  (request, _reply, next) => {
    const [, sent] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
    if (sent !== undefined && isSame(sent, token())) return next();
    const detail =
      sent === undefined ? "Send Authorization: Bearer and the token." : "The token is not the right one.";
    next(new Problem(401, detail, { headers: { "www-authenticate": "Bearer" } }));
  };

/** Takes the same time wherever two tokens differ. Hashed, because the comparison wants equal lengths. */
const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

const digest = (text: string) => createHash("sha256").update(text).digest();
