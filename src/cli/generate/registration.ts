/** The folder metacontroller/: how Metacontroller learns of every kind. */
import { stringify } from "yaml";
import type { Controller, Operator } from "../../controller/controller.ts";
import { eventRow } from "../../controller/events.ts";
import {
  childResources,
  childRules,
  componentsOf,
  compositeController,
  relatedRules,
  serviceHost,
} from "../../controller/registration.ts";
import { splitKind } from "../../kubernetes/object.ts";
import { kustomization, madeFrom, manifest } from "./manifest.ts";
import { METACONTROLLER_ROLE, metacontrollerRole } from "./metacontroller-role.ts";
import { userRoles } from "./user-roles.ts";

/** @returns the files by their paths in metacontroller/ */
export function registration(operators: readonly Operator[]): Map<string, string> {
  const controllers = operators.flatMap((operator) => operator.controllers);
  const registrations = operators.flatMap((operator) =>
    operator.controllers.map((controller) => ({ controller, host: serviceHost(operator) })),
  );
  return new Map([
    ...registrations.map(({ controller, host }): [string, string] => [
      `${controller.resource}.yaml`,
      controllerFile(controller, host),
    ]),
    ["cluster-role.yaml", metacontrollerRole(controllers)],
    ["user-roles.yaml", userRoles(controllers)],
    ["kustomization.yaml", everyRegistration(controllers)],
    ...componentsOf(controllers).map((component): [string, string] => [
      `components/${component}/kustomization.yaml`,
      optionalKinds(component, controllers),
    ]),
    ...operators.map((operator): [string, string] => [
      `components/only-${operator.name}/kustomization.yaml`,
      only(operator, operators),
    ]),
  ]);
}

const controllerFile = (controller: Controller, host: string): string =>
  manifest(
    [
      madeFrom("the tables of children in src/"),
      `Tells Metacontroller to ask the service about every ${controller.customResource.kind}.`,
    ],
    compositeController(controller, host),
    {
      "spec.resyncPeriodSeconds":
        "Events start a sync at once; this only catches what a lost event would have told. A sync without news writes nothing.",
      "spec.parentResource.ignoreStatusChanges":
        "A status that was just written is no news. Metacontroller reads from a cache, and a sync that sees the status of a\n" +
        "moment ago would write that one again, and the next sync the other: two times taking turns for ever.",
    },
  );

const everyRegistration = (controllers: readonly Controller[]): string =>
  kustomization(
    [
      madeFrom("src/operators.ts"),
      "Registers the operators with Metacontroller: kubectl apply -k metacontroller/",
    ],
    "Kustomization",
    {
      resources: [
        ...controllers.map(({ resource }) => `${resource}.yaml`),
        "cluster-role.yaml",
        "user-roles.yaml",
      ],
    },
  );

function optionalKinds(component: string, controllers: readonly Controller[]): string {
  const own = controllers
    .map((controller) => ({ name: controller.resource, children: childResources(controller, component) }))
    .filter(({ children }) => children.length > 0);
  const rules = [...childRules(controllers, component), ...relatedRules(controllers, component)];
  return kustomization(
    [
      madeFrom("the tables of children in src/"),
      `For clusters that know ${kindsOf(component, controllers).join(" and ")}: resources may have them as children.`,
      component === eventRow.component
        ? "All of them do. It is a choice since each change is a write more, and Metacontroller watches every event there is."
        : "Where one is not known Metacontroller would not start the controllers at all, which is why this is a choice.",
    ],
    "Component",
    {
      patches: [
        ...own.map(({ name, children }) => ({
          target: { kind: "CompositeController", name },
          patch: adding("/spec/childResources/-", children),
        })),
        { target: { kind: "ClusterRole", name: METACONTROLLER_ROLE }, patch: adding("/rules/-", rules) },
      ],
    },
  );
}

const kindsOf = (component: string, controllers: readonly Controller[]): string[] => {
  const rows = controllers.flatMap(({ childKinds, relatedKinds }) => [...childKinds, ...relatedKinds]);
  const optional = rows.filter((row) => row.component === component);
  return [...new Set(optional.map(({ kind }) => `${splitKind(kind).kind}s`))];
};

/** A JSON patch. */
const adding = (path: string, values: readonly object[]): string =>
  manifest(
    [],
    values.map((value) => ({ op: "add", path, value })),
  ).trimEnd();

/** For the installation of one operator: crds/ and metacontroller/ are about all of them. */
function only(operator: Operator, operators: readonly Operator[]): string {
  const others = operators
    .filter(({ name }) => name !== operator.name)
    .flatMap(({ controllers }) => controllers);
  const leftOut = (kind: string, name: string) => ({
    target: { kind, name },
    patch: stringify({ $patch: "delete", kind: "Any", metadata: { name: "any" } }).trimEnd(),
  });
  return kustomization(
    [
      madeFrom("src/operators.ts"),
      `Leaves out the definitions and the registrations of the operators other than ${operator.name}, so that each is installed by itself.`,
    ],
    "Component",
    {
      patches: others.flatMap(({ resource, customResource: { plural, group } }) => [
        leftOut("CustomResourceDefinition", `${plural}.${group}`),
        leftOut("CompositeController", resource),
      ]),
    },
  );
}
