/** Environment variables of a container, as in a pod. */
import { type Static, Type } from "@sinclair/typebox";
import type { EnvVar as KubernetesEnvVar } from "kubernetes-types/core/v1.js";
import { QUANTITY_PATTERN } from "../schema/quantity.ts";
import { ObjectName, withRules } from "../schema/schema.ts";

const keyOf = (what: string) =>
  Type.Object(
    { name: ObjectName(), key: Type.String({ minLength: 1 }), optional: Type.Optional(Type.Boolean()) },
    { description: `A key of a ${what} in the same namespace.` },
  );

export const EnvVar = withRules(
  Type.Object({
    name: Type.String({ minLength: 1, description: "The variable." }),
    value: Type.Optional(
      Type.String({
        maxLength: 32_768,
        description: "Its value; $(OTHER) is replaced by an earlier variable.",
      }),
    ),
    valueFrom: Type.Optional(
      Type.Object(
        {
          secretKeyRef: Type.Optional(keyOf("Secret")),
          configMapKeyRef: Type.Optional(keyOf("ConfigMap")),
          fieldRef: Type.Optional(
            Type.Object({
              apiVersion: Type.Optional(Type.String()),
              fieldPath: Type.String({ minLength: 1 }),
            }),
          ),
          resourceFieldRef: Type.Optional(
            Type.Object({
              containerName: Type.Optional(Type.String()),
              resource: Type.String({ minLength: 1 }),
              divisor: Type.Optional(Type.String({ pattern: QUANTITY_PATTERN })),
            }),
          ),
        },
        { minProperties: 1, maxProperties: 1, description: "Where its value is read from: one of the four." },
      ),
    ),
  }),
  {
    message: "must not have both value and valueFrom",
    isMet: ({ value, valueFrom }) => !value || valueFrom === undefined,
  },
);
export type EnvVar = Static<typeof EnvVar>;

export const EnvFromSource = withRules(
  Type.Object({
    prefix: Type.Optional(Type.String()),
    secretRef: Type.Optional(Type.Object({ name: ObjectName(), optional: Type.Optional(Type.Boolean()) })),
    configMapRef: Type.Optional(Type.Object({ name: ObjectName(), optional: Type.Optional(Type.Boolean()) })),
  }),
  {
    message: "must have one of secretRef and configMapRef",
    isMet: ({ secretRef, configMapRef }) => (secretRef === undefined) !== (configMapRef === undefined),
  },
);
export type EnvFromSource = Static<typeof EnvFromSource>;

/** A list of variables in which each name stands once, as server-side apply demands. */
export const EnvVars = (description: string) =>
  Type.Array(EnvVar, {
    description,
    maxItems: 500,
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["name"],
  });

export const plain = (name: string, value: string): KubernetesEnvVar => ({ name, value });

export const fromField = (name: string, fieldPath: string): KubernetesEnvVar => ({
  name,
  valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } },
});

export const fromSecret = (name: string, secret: string, key: string): KubernetesEnvVar => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

/**
 * Our variables followed by the user's. Where both name one, the user's value stands in the place of ours. Each stands
 * after those that it refers to, since Kubernetes leaves `$(LATER)` as it is written.
 */
export function environment(
  ours: readonly KubernetesEnvVar[],
  theirs: readonly EnvVar[] = [],
): KubernetesEnvVar[] {
  const byName = new Map(theirs.map((variable) => [variable.name, completed(variable)]));
  const inPlace = ours.map((variable) => byName.get(variable.name) ?? variable);
  const taken = new Set(ours.map(({ name }) => name));
  return afterWhatTheyReferTo([...inPlace, ...[...byName.values()].filter(({ name }) => !taken.has(name))]);
}

/** Otherwise in the order given; those that refer to each other in a circle stay where they are. */
function afterWhatTheyReferTo(variables: readonly KubernetesEnvVar[]): KubernetesEnvVar[] {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const ordered = new Set<KubernetesEnvVar>();
  const entered = new Set<KubernetesEnvVar>();
  const enter = (variable: KubernetesEnvVar) => {
    if (entered.has(variable)) return;
    entered.add(variable);
    for (const name of referencesOf(variable)) {
      const other = byName.get(name);
      if (other) enter(other);
    }
    ordered.add(variable);
  };
  for (const variable of variables) enter(variable);
  return [...ordered];
}

/** The names of the variables that a value refers to, `$(NAME)`; `$$(NAME)` is text. */
export const referencesOf = ({ value = "" }: KubernetesEnvVar): string[] =>
  [...value.matchAll(/\$\$|\$\(([^)]+)\)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/** With the defaults that the API server fills in. */
function completed(variable: EnvVar): KubernetesEnvVar {
  const { fieldRef, resourceFieldRef } = variable.valueFrom ?? {};
  if (fieldRef) return { ...variable, valueFrom: { fieldRef: { apiVersion: "v1", ...fieldRef } } };
  if (resourceFieldRef) {
    return {
      ...variable,
      valueFrom: { resourceFieldRef: { divisor: "0", ...resourceFieldRef } },
    } as KubernetesEnvVar;
  }
  return variable as KubernetesEnvVar;
}
