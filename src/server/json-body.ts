/** Reading request bodies: JSON only, checked against the hooks' schemas, and not altered in any way. */
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { FastifyInstance, FastifySchemaCompiler } from "fastify";
import { fieldPath } from "../schema/field-path.ts";
import type { FieldError } from "../schema/validation.ts";
import { Problem } from "./problem.ts";

/** Makes `app` take JSON bodies and nothing else. */
export function takeJsonOnly(app: FastifyInstance): void {
  // Refuses `__proto__` keys: harmless in what JSON.parse gives, harmful as soon as anything copies it key by key.
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, text, done) => {
    // The parser catches what its callback throws and would call a failing hook invalid JSON. It calls back at once.
    let parsed: [Error | null, unknown?] = [null];
    parse(request, text, (...result) => {
      parsed = result;
    });
    const [error, body] = parsed;
    if (error) done(unreadable(text));
    else done(null, body);
  });
  app.setValidatorCompiler(checker);
}

/** Parses again to learn what is wrong: V8 says where, but quotes the text around it, which may be a Secret. */
function unreadable(text: string): Problem {
  if (text === "") return new Problem(400, "The body is empty.");
  try {
    JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec((error as SyntaxError).message)?.[1];
    return new Problem(400, `The body is not valid JSON${position ? `, from position ${position} on` : ""}.`);
  }
  return new Problem(
    400,
    "The body has a key that is not accepted: __proto__, or prototype inside constructor.",
  );
}

/** A caller with a wrong request needs the first mistakes; a hostile one could have a million. */
const MOST_ERRORS = 5;

/** Fastify's validator compiler for TypeBox schemas: checks, and coerces, fills in and removes nothing. */
const checker: FastifySchemaCompiler<unknown> = ({ schema }) => {
  const compiled = TypeCompiler.Compile(schema as TSchema);
  return (body) => {
    if (compiled.Check(body)) return { value: body };
    // A missing property is reported twice: as missing, and as being of the wrong type.
    const found = new Map<string, FieldError>();
    for (const { path: pointer, message } of compiled.Errors(body)) {
      const path = fieldPath(pointer) || "body";
      if (!found.has(path)) found.set(path, { path, message });
      if (found.size === MOST_ERRORS) break;
    }
    const errors = [...found.values()];
    const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
    return { error: new Problem(400, `The request is not valid. ${detail}.`, { errors }) };
  };
};
