import { Kind, type TSchema } from "@sinclair/typebox";

/** The most that a list or a map has whose schema names no bound of its own. Nobody needs as many. */
const MOST = 100;

/**
 * A schema in which every list, map and text has a bound, down to the innermost. Without bounds one field could fill the
 * whole megabyte of a resource, and what is made from it would be refused as too large, again and again.
 */
export function bounded<T extends TSchema>(schema: T, longestText = 4096): T {
  const inner = (field: TSchema) => bounded(field, longestText);
  const { properties, items, patternProperties } = schema;
  return {
    ...schema,
    ...boundOf(schema, longestText),
    ...(properties && { properties: mapped(properties, inner) }),
    ...(items && { items: inner(items) }),
    ...(patternProperties && { patternProperties: mapped(patternProperties, inner) }),
  };
}

/**
 * The schema of a status in which every list, map and text has a bound. Its texts are the operators' own, and some of
 * them are made of many names, so that the bound of a text is one that none of them comes near.
 */
export const boundedStatus = <T extends TSchema>(schema: T): T => bounded(schema, 32_768);

function boundOf(schema: TSchema, longestText: number) {
  const { maxItems = MOST, maxProperties = MOST, maxLength = longestText } = schema;
  switch (schema[Kind]) {
    case "Array":
      return { maxItems };
    case "Record":
      return { maxProperties };
    case "String":
      return schema.enum ? {} : { maxLength };
    default:
      return {};
  }
}

const mapped = (fields: Record<string, TSchema>, change: (field: TSchema) => TSchema) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, change(field)]));
