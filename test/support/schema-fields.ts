/** Walking a TypeBox schema field by field, so that a test covers a new field without being told of it. */
import { Kind, type TSchema } from "@sinclair/typebox";
import { rulesOf } from "../../src/schema/schema.ts";

/** A place in a schema. */
export interface Field {
  /** As in a problem's path, but with `[0]` for any item and `.key` for any entry: `spec.tolerations[0].key`. */
  path: string;
  schema: TSchema;
  /** The smallest whole value with this one in this place, and every required field around it. */
  around(value: unknown): unknown;
}

/** Every place in a schema, the root first. */
export function fieldsOf(schema: TSchema, path: string, around: Field["around"] = (value) => value): Field[] {
  return [
    { path, schema, around },
    ...Object.entries(propertiesOf(schema)).flatMap(([name, field]) =>
      fieldsOf(field, `${path}.${name}`, (value) => around({ ...required(schema, name), [name]: value })),
    ),
    ...(schema[Kind] === "Array"
      ? fieldsOf(schema.items as TSchema, `${path}[0]`, (value) => around([value]))
      : []),
    ...(schema[Kind] === "Record"
      ? fieldsOf(entryOf(schema), `${path}.key`, (value) => around({ key: value }))
      : []),
  ];
}

export const propertiesOf = (schema: TSchema): Record<string, TSchema> =>
  schema[Kind] === "Object" ? (schema.properties as Record<string, TSchema>) : {};

/** The schema of a map's values. */
export const entryOf = (schema: TSchema): TSchema =>
  Object.values(schema.patternProperties as Record<string, TSchema>)[0]!;

/** Whether a value may lack this property: TypeBox counts one with a default as required. */
export const mayLack = (schema: TSchema, name: string): boolean =>
  !(schema.required as string[] | undefined)?.includes(name) ||
  propertiesOf(schema)[name]!.default !== undefined;

const required = (schema: TSchema, except?: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(propertiesOf(schema)).flatMap(([name, field]) =>
      name === except || mayLack(schema, name) ? [] : [[name, simplest(field)]],
    ),
  );

const WORDS = ["a", "1", "1s"];

/** The smallest value a schema takes. */
export function simplest(schema: TSchema): unknown {
  switch (schema[Kind]) {
    case "Object": {
      const [first] = Object.entries(propertiesOf(schema));
      const fields = required(schema);
      const isTooFew = schema.minProperties > Object.keys(fields).length;
      return isTooFew && first ? { ...fields, [first[0]]: simplest(first[1]) } : fields;
    }
    case "Array":
      return [];
    case "Record":
      return {};
    case "Boolean":
      return true;
    case "Integer":
      return schema.minimum ?? 1;
    case "Union":
    case "Unknown":
      return 1;
  }
  const word = [...((schema.enum as string[]) ?? []), ...WORDS].find(
    (candidate) =>
      new RegExp((schema.pattern as string) ?? "").test(candidate) &&
      rulesOf(schema).every(({ isMet }) => isMet(candidate as never)),
  );
  if (word === undefined) throw new Error(`No simple example of ${JSON.stringify(schema)}: add one to WORDS`);
  return word;
}
