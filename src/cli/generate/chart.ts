/** What the Helm chart has to know of the operators. */
import type { Controller, Operator } from "../../controller/controller.ts";
import { childResources, childRules, componentsOf, relatedRules } from "../../controller/registration.ts";
import { madeFrom, manifest } from "./manifest.ts";

/** What each operator brings: for each kind its registration, its CRD and the API group. */
export const catalogue = (operators: readonly Operator[]): string =>
  manifest(
    [
      madeFrom("src/operators.ts"),
      "What each operator brings: for each kind its registration, its CRD and its API group.",
    ],
    Object.fromEntries(
      operators.map(({ name, controllers }) => [
        name,
        controllers.map(({ resource, customResource: { plural, group } }) => ({
          resource,
          registration: `${resource}.yaml`,
          crd: `${plural}.${group}.yaml`,
          group,
        })),
      ]),
    ),
  );

/** What each component adds, as the kustomizations in metacontroller/components do. */
export const chartComponents = (controllers: readonly Controller[]): string =>
  manifest(
    [
      madeFrom("the tables of children in src/"),
      "What each component adds to the registrations, and to what Metacontroller may do.",
    ],
    Object.fromEntries(
      componentsOf(controllers).map((component) => [
        component,
        {
          childResources: Object.fromEntries(
            controllers
              .map((controller) => [controller.resource, childResources(controller, component)] as const)
              .filter(([, children]) => children.length > 0),
          ),
          rules: [...childRules(controllers, component), ...relatedRules(controllers, component)],
        },
      ]),
    ),
  );

/**
 * The schema of the chart's values with the operators and the components there are; the rest of it is written by hand.
 *
 * @throws when the schema has no such list, or it would go stale without a word
 */
export const valuesSchema = (schema: string, operators: readonly Operator[]): string => {
  const lists = {
    operators: operators.map(({ name }) => name),
    components: componentsOf(operators.flatMap(({ controllers }) => controllers)),
  };
  return Object.entries(lists).reduce((text, [list, words]) => {
    const place = new RegExp(
      `("\\$comment": "The ${list}: made by npm run generate.",\\s*"enum": )\\[[^\\]]*\\]`,
    );
    if (!place.test(text)) throw new Error(`values.schema.json has no list of ${list} to fill in`);
    return text.replace(place, (_, before) => `${before}[${words.map((word) => `"${word}"`).join(", ")}]`);
  }, schema);
};
