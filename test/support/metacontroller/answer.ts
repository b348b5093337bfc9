/**
 * Reading a hook's answer, strictly.
 *
 * A field that the protocol does not know, or one that stands there twice, fails the call. Inside children
 * neither is noticed: they are objects of their own, and the API server judges them.
 */
import type { LabelSelector } from "./label-selector.ts";
import type { JsonObject, KubeObject } from "./store.ts";

export interface SyncAnswer {
  status: JsonObject;
  children: KubeObject[];
  resyncAfterSeconds: number;
  finalized: boolean;
}

export interface RelatedRule {
  apiVersion: string;
  resource: string;
  labelSelector?: LabelSelector | null;
  namespaceSelector?: LabelSelector | null;
  namespace?: string | null;
  names?: string[] | null;
}

/** @throws Error saying what is wrong with the answer */
export function readSyncAnswer(body: string, strict = true): SyncAnswer {
  const answer = readObject(
    body,
    strict,
    ["status", "children", "resyncAfterSeconds", "finalized"],
    ["children"],
  );
  // Whatever is left out, or null, counts as empty: `{}` is the wish to have no children.
  const status = answer.status ?? {};
  const children = answer.children ?? [];
  const resyncAfterSeconds = answer.resyncAfterSeconds ?? 0;
  const finalized = answer.finalized ?? false;
  if (!isObject(status)) throw new Error("status is not an object");
  if (!Array.isArray(children)) throw new Error("children is not a list");
  if (typeof resyncAfterSeconds !== "number") throw new Error("resyncAfterSeconds is not a number");
  if (typeof finalized !== "boolean") throw new Error("finalized is not true or false");
  for (const [index, child] of children.entries()) {
    if (!isObject(child) || typeof child.kind !== "string" || child.kind === "") {
      throw new Error(`children[${index}] has no kind`);
    }
    // Without metadata there is no name either, which is for the API server to refuse.
    child.metadata ??= {};
  }
  return { status, children: children as KubeObject[], resyncAfterSeconds, finalized };
}

const ruleFields = ["apiVersion", "resource", "labelSelector", "namespaceSelector", "namespace", "names"];

/** @throws Error saying what is wrong with the answer */
export function readCustomizeAnswer(body: string, strict = true): RelatedRule[] {
  const { relatedResources: rules } = readObject(body, strict, ["relatedResources"]);
  if (rules === undefined || rules === null) return [];
  if (!Array.isArray(rules)) throw new Error("relatedResources is not a list");
  for (const [index, rule] of rules.entries()) {
    if (!isObject(rule)) throw new Error(`relatedResources[${index}] is not an object`);
    const unknown = Object.keys(rule).find((field) => !ruleFields.includes(field));
    if (strict && unknown) throw new Error(`unknown field "relatedResources[${index}].${unknown}"`);
  }
  return rules as RelatedRule[];
}

function readObject(body: string, strict: boolean, fields: string[], opaque: string[] = []): JsonObject {
  const answer: unknown = JSON.parse(body) ?? {};
  if (!isObject(answer)) throw new Error("the answer is not an object");
  if (strict) {
    const unknown = Object.keys(answer).filter((field) => !fields.includes(field));
    const problems = [
      ...unknown.map((field) => `unknown field "${field}"`),
      ...duplicateFields(body, opaque).map((field) => `duplicate field "${field}"`),
    ];
    if (problems.length > 0) throw new Error(problems.join(", "));
  }
  return Object.fromEntries(fields.map((field) => [field, answer[field]]));
}

/**
 * JSON.parse keeps the last of two equal keys and says nothing, hence this second look.
 *
 * @param json valid JSON
 * @param opaque top-level fields whose content is not looked at
 * @returns the paths of the fields that stand in their object twice
 */
function duplicateFields(json: string, opaque: string[]): string[] {
  const duplicates: string[] = [];
  const open: { fields: Set<string>; path: string; field: string }[] = [];
  for (const [token, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    const inside = open.at(-1);
    if (token === "{" || token === "[") {
      const path = inside ? `${inside.path}${inside.field}${token === "{" ? "." : "[]"}` : "";
      open.push({ fields: new Set(), path, field: "" });
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (colon && inside) {
      const field = JSON.parse(token.slice(0, -colon.length)) as string;
      inside.field = field;
      if (opaque.includes(open[1]?.path.split(/[.[]/)[0] ?? "")) continue;
      if (inside.fields.has(field)) duplicates.push(inside.path + field);
      inside.fields.add(field);
    }
  }
  return duplicates;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
