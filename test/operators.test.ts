/** What holds for every operator: its registration with Metacontroller, its CRD, its example. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Value } from "@sinclair/typebox/value";
import { parse, parseAllDocuments } from "yaml";
import type { RegisteredKind } from "../src/controller/controller.ts";
import { componentsOf } from "../src/controller/registration.ts";
import { apiVersionOf } from "../src/kubernetes/object.ts";
import { SyncRequest } from "../src/metacontroller/hooks.ts";
import { controllers, operators } from "../src/operators.ts";
import { type CustomResource, customResourceDefinition } from "../src/schema/crd.ts";

const folder = new URL("../metacontroller/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

interface Registered {
  apiVersion: string;
  resource: string;
  updateStrategy?: { method?: string };
}

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** `apps/v1 statefulsets`, as both sides of the comparisons call a kind. */
const nameOf = ({ apiVersion, resource }: Registered) => `${apiVersion} ${resource}`;
const resourceOf = ({ kind, plural }: RegisteredKind) => `${apiVersionOf(kind)} ${plural}`;
const groupOf = (apiVersion: string) => (apiVersion.includes("/") ? apiVersion.split("/")[0]! : "");
const withMethods = (children: readonly Registered[]) =>
  children.map((child) => `${nameOf(child)} ${child.updateStrategy?.method}`).sort();

const components = componentsOf(controllers);
/** What a component adds to a target. */
const added = <T>(component: string, kind: string, name: string): T[] => {
  const { patches } = parse(read(`components/${component}/kustomization.yaml`)) as {
    patches: { target: { kind: string; name: string }; patch: string }[];
  };
  return patches
    .filter(({ target }) => target.kind === kind && target.name === name)
    .flatMap(({ patch }) => (parse(patch) as { value: T }[]).map(({ value }) => value));
};

const [role] = parseAllDocuments(read("cluster-role.yaml")).map((document) => document.toJS());
const rules: Rule[] = [
  ...(role as { rules: Rule[] }).rules,
  ...components.flatMap((component) =>
    added<Rule>(component, "ClusterRole", "stream-operators-metacontroller"),
  ),
];
/** What it takes to bring a child to what an answer says. */
const writes = ["create", "update", "patch"];

for (const { resource, customResource, childKinds, example, customize } of controllers) {
  const { spec } = parse(read(`${resource}.yaml`)) as {
    spec: {
      generateSelector: boolean;
      parentResource: { apiVersion: string; resource: string; ignoreStatusChanges?: boolean };
      childResources: Registered[];
      hooks: Record<string, { version: string; webhook: { url: string } }>;
    };
  };
  const rows = (component?: string) =>
    childKinds
      .filter((row) => row.component === component)
      .map((row) => `${resourceOf(row)} ${row.update}`)
      .sort();

  test(`${resource}: the registration has the kinds of the table of children and their update methods, and no other`, () =>
    // An unregistered child is refused, and with it the whole answer; one without a method would never be updated.
    assert.deepEqual(withMethods(spec.childResources), rows()));

  test(`${resource}: each component brings the optional kinds that are its own, and no other`, () => {
    for (const component of components) {
      const optional = added<Registered>(component, "CompositeController", resource);
      assert.deepEqual(withMethods(optional), rows(component), component);
    }
  });

  test(`${resource}: the hooks are v2 and lead to the routes that the service has`, () => {
    assert.deepEqual(Object.keys(spec.hooks).sort(), ["customize", "finalize", "sync"]);
    for (const [name, { version, webhook }] of Object.entries(spec.hooks)) {
      assert.equal(version, "v2", name);
      assert.equal(new URL(webhook.url).pathname, `/${resource}/${name}`);
    }
  });

  test(`${resource}: the parent is the custom resource of the CRD`, () => {
    const { group, version, plural } = customResource;
    const { ignoreStatusChanges, ...parent } = spec.parentResource;
    assert.deepEqual(parent, { apiVersion: `${group}/${version}`, resource: plural });
    assert.equal(ignoreStatusChanges, true, "a status of ours is no reason to look again");
    assert.equal(spec.generateSelector, true, "the CRD has no selector of its own");
  });

  test(`${resource}: what customize asks for may be looked at`, () => {
    for (const { apiVersion, resource: related } of customize(example).relatedResources) {
      for (const verb of ["get", "list", "watch"]) assertMay(verb, groupOf(apiVersion), related);
    }
  });

  test(`${resource}: the example that the documentation page sends is a request`, () =>
    assert.deepEqual([...Value.Errors(SyncRequest, example)], []));

  test(`${resource}: the CRD is one that the API server takes`, () => {
    assertStructural(resource, rootOf(customResource));
  });

  test(`${resource}: every field has a description, which kubectl explain prints`, () => {
    assert.deepEqual(silentFields(rootOf(customResource).properties!.spec!), []);
  });

  test(`${resource}: before its first status it is of no generation, so that nothing takes it for done`, () => {
    const status = rootOf(customResource).properties!.status!;
    assert.deepEqual(status.default, {});
    assert.equal(status.properties!.observedGeneration!.default, -1);
  });

  test(`${resource}: the columns of kubectl get show fields that there are`, () => {
    const root = rootOf(customResource);
    for (const { name, jsonPath } of customResource.columns) {
      if (jsonPath.startsWith(".metadata.") || jsonPath.includes("?")) continue;
      const field = jsonPath
        .slice(1)
        .split(".")
        .reduce<Schema | undefined>((schema, step) => schema?.properties?.[step], root);
      assert.ok(field, `column ${name}: ${jsonPath}`);
    }
  });
}

function assertMay(verb: string, group: string, resource: string): void {
  assert.ok(
    rules.some(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.includes(group) && resources.includes(resource) && verbs.includes(verb),
    ),
    `Metacontroller may not ${verb} ${resource} of ${group || "the core group"}`,
  );
}

test("Metacontroller may write exactly the kinds of children that are registered", () => {
  const registered = controllers
    .flatMap(({ childKinds }) => childKinds)
    .map(({ kind, plural }) => `${groupOf(apiVersionOf(kind))}/${plural}`);
  const writable = rules
    .filter(({ verbs }) => writes.every((verb) => verbs.includes(verb)))
    .flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
    );
  assert.deepEqual(writable.sort(), [...new Set(registered)].sort());
});

test("no rule is a wildcard", () => {
  for (const { apiGroups, resources, verbs } of rules) {
    assert.ok(![...apiGroups, ...resources, ...verbs].includes("*"), JSON.stringify(resources));
  }
});

test("kubectl apply -k registers every operator", () => {
  const { resources } = parse(read("kustomization.yaml")) as { resources: string[] };
  for (const { resource } of controllers) assert.ok(resources.includes(`${resource}.yaml`), resource);
});

test("operators differ in name, and controllers in path and kind", () => {
  assert.equal(new Set(operators.map(({ name }) => name)).size, operators.length);
  assert.equal(new Set(controllers.map(({ resource }) => resource)).size, controllers.length);
});

interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  [keyword: string]: unknown;
}

/** The schema as it is written out. */
const rootOf = (resource: CustomResource): Schema =>
  JSON.parse(JSON.stringify(customResourceDefinition(resource))).spec.versions[0].schema.openAPIV3Schema;

const KEYWORDS = new Set(
  (
    "type description default nullable enum pattern format minimum maximum minLength maxLength minItems maxItems " +
    "minProperties maxProperties required " +
    "properties items additionalProperties anyOf x-kubernetes-validations x-kubernetes-int-or-string " +
    "x-kubernetes-list-type x-kubernetes-list-map-keys x-kubernetes-preserve-unknown-fields"
  ).split(" "),
);

/** What apiextensions.k8s.io/v1 demands of a structural schema, as far as ours can break it. */
function assertStructural(path: string, schema: Schema): void {
  const extras = Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword));
  assert.deepEqual(extras, [], `${path} has keywords that the API server does not know`);
  const isOpen = schema["x-kubernetes-int-or-string"] || schema["x-kubernetes-preserve-unknown-fields"];
  assert.ok(isOpen ? schema.type === undefined : schema.type, `${path} needs exactly one type`);
  assert.ok(!(schema.properties && schema.additionalProperties), `${path}: fields or entries, not both`);
  for (const name of schema.required ?? []) {
    const field = schema.properties?.[name];
    assert.ok(field, `${path} requires ${name}, which it does not have`);
    assert.equal(field?.default, undefined, `${path}.${name} has a default, so nobody needs to write it`);
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    assertStructural(`${path}.${name}`, field);
  }
  if (schema.items) assertStructural(`${path}[]`, schema.items);
  if (schema.additionalProperties) assertStructural(`${path}{}`, schema.additionalProperties);
}

/** Fields without a description, those of Kubernetes' own types (two steps down) aside. */
const silentFields = (spec: Schema): string[] =>
  Object.entries(spec.properties ?? {}).flatMap(([name, field]) => [
    ...(field.description ? [] : [name]),
    ...Object.entries(field.properties ?? {}).flatMap(([inner, { description }]) =>
      description ? [] : [`${name}.${inner}`],
    ),
  ]);
