/** Reading request bodies: JSON only, checked against the hooks' schemas, and not altered in any way. */
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import type { FastifyInstance, FastifySchemaCompiler } from "fastify";
import { firstErrors } from "../schema/first-errors.ts";
import { readBody } from "./body.ts";
import { heapOf, largestHeap } from "./heap-of-body.ts";
import { type Limits, Overloaded, tooDense, tooLarge } from "./overload.ts";
import { Problem } from "./problem.ts";
import type { Waiting } from "./waiting.ts";

export interface BodyOptions {
  limits: Limits;
  waiting: Waiting;
}

/** Makes `app` take JSON bodies and nothing else. */
export function takeJsonOnly(app: FastifyInstance, { limits, waiting }: BodyOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", ({ place }, stream, done) => {
    let bytes = 0;
    readBody(stream, {
      onGrowth(more) {
        if (place && !waiting.grow(place, more)) throw new Overloaded();
      },
      onBytes(more) {
        bytes += more;
        if (bytes > limits.bodyBytes) throw tooLarge(bytes, limits);
      },
      done(error, body) {
        if (place) waiting.release(place);
        if (error) return done(error);
        let value: unknown;
        try {
          value = parsed(body, limits);
        } catch (problem) {
          return done(problem as Problem);
        }
        done(null, value);
      },
    });
  });
  app.setValidatorCompiler(checker);
}

/** @throws Problem when it is no JSON, or too much */
function parsed(body: Buffer, { heapBytes }: Limits): unknown {
  // What would fit whatever it is need not be looked at.
  if (largestHeap(body.length) > heapBytes && heapOf(body) > heapBytes) throw tooDense();
  const text = body.toString();
  try {
    // Fastify's own parser looks for keys called __proto__ as well, which costs half as much again as the parsing.
    // Such a key is harmless here: JSON.parse makes a property of it like any other, and so does whatever copies
    // objects in this project, as test/server/hostile-input.test.ts tries. (Assigning it to a copy would not.)
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(text, error as SyntaxError);
  }
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
