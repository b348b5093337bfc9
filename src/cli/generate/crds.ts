/** The folder crds/: the definitions of the custom resources, and the pages about them. */
import { stringify } from "yaml";
import type { Controller } from "../../controller/controller.ts";
import { customResourceDefinition } from "../../schema/crd.ts";
import { fieldReference } from "./field-reference.ts";
import { kustomization, madeFrom } from "./manifest.ts";
import { statusPage } from "./status-page.ts";

/** @returns the files by their names in crds/ */
export function crds(controllers: readonly Controller[]): Map<string, string> {
  const resources = controllers.map(({ customResource }) => customResource);
  const definitions = resources.map((resource): [string, string] => [
    `${resource.plural}.${resource.group}.yaml`,
    `# ${madeFrom("the schema in src/")}\n${stringify(customResourceDefinition(resource), {
      aliasDuplicateObjects: false,
      lineWidth: 110,
    })}`,
  ]);
  return new Map([
    ...definitions,
    // A kustomization elsewhere takes resources from a folder only. Of the names that kustomize knows this is the one
    // that `kubectl apply -f crds/` leaves alone.
    [
      "Kustomization",
      kustomization([madeFrom("src/operators.ts")], "Kustomization", {
        resources: definitions.map(([name]) => name),
      }),
    ],
    ["README.md", fieldReference(resources)],
    ["STATUS.md", statusPage(controllers)],
  ]);
}
