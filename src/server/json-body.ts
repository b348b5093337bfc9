/** Reading request bodies: JSON only, checked against the hooks' schemas, and not altered in any way. */
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { FastifyInstance, FastifySchemaCompiler } from "fastify";
import { firstErrors } from "../schema/first-errors.ts";
import { Problem } from "./problem.ts";

/** Makes `app` take JSON bodies and nothing else. */
export function takeJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (_request, text, done) => {
    let body: unknown;
    try {
      // Fastify's own parser looks for keys called __proto__ as well, which costs half as much again as the parsing.
      // Such a key is harmless here: JSON.parse makes a property of it like any other, and so does whatever copies
      // objects in this project, as test/server/hostile-input.test.ts tries. (Assigning it to a copy would not.)
      body = JSON.parse(text);
    } catch (error) {
      return done(unreadable(text, error as SyntaxError));
    }
    done(null, body);
  });
  app.setValidatorCompiler(checker);
}

/** V8 says where the body is wrong, but quotes the text around it, which may be a Secret. */
function unreadable(text: string, { message }: SyntaxError): Problem {
  if (text === "") return new Problem(400, "The body is empty.");
  const position = /at position (\d+)/.exec(message)?.[1];
  return new Problem(400, `The body is not valid JSON${position ? `, from position ${position} on` : ""}.`);
}

/** A caller with a wrong request needs the first mistakes; a hostile one could have a million. */
const MOST_ERRORS = 5;

/** Fastify's validator compiler for TypeBox schemas: checks, and coerces, fills in and removes nothing. */
const checker: FastifySchemaCompiler<unknown> = ({ schema }) => {
  const compiled = TypeCompiler.Compile(schema as TSchema);
  return (body) => {
    if (compiled.Check(body)) return { value: body };
    const errors = firstErrors(compiled.Errors(body), {
      most: MOST_ERRORS,
      sentence: ({ message }) => message,
    }).map(({ path, message }) => ({ path: path || "body", message }));
    const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
    return { error: new Problem(400, `The request is not valid. ${detail}.`, { errors }) };
  };
};
