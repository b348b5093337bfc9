import { type CustomResource, statusSchema, structural } from "../../schema/crd.ts";
import { madeFrom } from "./manifest.ts";

type Structural = {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  required?: string[];
  properties?: Record<string, Structural>;
  items?: Structural;
  additionalProperties?: Structural;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-validations"?: { message: string }[];
};

/** Every field of every custom resource, as a page of Markdown. */
export const fieldReference = (resources: readonly CustomResource[]): string =>
  [
    `<!-- ${madeFrom("the schemas in src/")} -->`,
    "# Fields of the custom resources",
    "",
    `The same text is in the CRDs: ${resources.map(explain).join(" or ")} prints its part of it.`,
    ...resources.flatMap(section),
    "",
  ].join("\n");

const explain = ({ singular }: CustomResource) => `\`kubectl explain ${singular}.spec\``;

const section = (resource: CustomResource): string[] => [
  "",
  `## ${resource.kind} (${resource.group}/${resource.version})`,
  "",
  resource.description,
  ...table("spec", structural(resource.spec)),
  ...table("status", statusSchema(resource.status)),
];

const table = (root: string, schema: Structural): string[] => [
  "",
  `### ${root}`,
  "",
  "| field | type | default | what it does |",
  "| --- | --- | --- | --- |",
  ...rows(root, schema, true).slice(1),
];

function rows(path: string, schema: Structural, isRequired: boolean): string[] {
  const rules = (schema["x-kubernetes-validations"] ?? []).map(({ message }) =>
    message.startsWith("must ") ? `It ${message}.` : `${message}.`,
  );
  const cells = [
    `\`${path}\``,
    typeOf(schema),
    schema.default === undefined ? (isRequired ? "required" : "") : `\`${JSON.stringify(schema.default)}\``,
    [schema.description ?? "", ...(schema["x-kubernetes-int-or-string"] ? [] : rules)].join(" ").trim(),
  ];
  const own = `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [own, ...inner(path, schema)];
}

function inner(path: string, schema: Structural): string[] {
  if (schema.items) return inner(`${path}[]`, schema.items);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    rows(`${path}.${name}`, field, schema.required?.includes(name) ?? false),
  );
}

function typeOf(schema: Structural): string {
  if (schema.enum) return schema.enum.join(", ");
  if (schema["x-kubernetes-int-or-string"]) return "integer or string";
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.additionalProperties) return `map of ${typeOf(schema.additionalProperties)}`;
  return schema.type ?? "any";
}
