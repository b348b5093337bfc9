/** CPU, memory and other amounts of a container. */
import { Type } from "@sinclair/typebox";
import type { ResourceRequirements } from "kubernetes-types/core/v1.js";
import { canonicalResource, compareQuantities } from "../schema/quantity.ts";
import { Quantity, Section, withRules } from "../schema/schema.ts";

/** Quantities by resource name. */
type Amounts = Readonly<Record<string, string | number | undefined>>;

const amounts = (description: string) =>
  Type.Optional(
    Type.Object(
      {
        cpu: Type.Optional(Quantity({ description: "CPU, such as 500m or 2." })),
        memory: Type.Optional(Quantity({ description: "Memory, such as 4Gi." })),
        "ephemeral-storage": Type.Optional(
          Quantity({ description: "Local storage for logs and temporary files." }),
        ),
      },
      { description },
    ),
  );

const notAboveLimit = (name: "cpu" | "memory" | "ephemeral-storage") => ({
  message: `requests.${name} must not be above limits.${name}`,
  isMet: ({ requests, limits }: { requests?: Amounts; limits?: Amounts }) => {
    const [wanted, most] = [requests?.[name], limits?.[name]];
    return wanted === undefined || most === undefined || compareQuantities(wanted, most) <= 0;
  },
});

/** The part of a spec that says what a container may use, as in a pod. */
export const ResourceAmounts = withRules(
  Section(
    {
      requests: amounts("What is reserved for each pod."),
      limits: amounts("What each pod gets at the most."),
    },
    { description: "CPU and memory of each pod, as in a pod." },
  ),
  notAboveLimit("cpu"),
  notAboveLimit("memory"),
  notAboveLimit("ephemeral-storage"),
);

/** Requests and limits in the form the API server stores; what is not set is left out. */
export function resourceRequirements({
  requests,
  limits,
}: {
  requests?: Amounts | undefined;
  limits?: Amounts | undefined;
}): ResourceRequirements {
  const [stored, most] = [canonical(requests), canonical(limits)];
  return { ...(stored && { requests: stored }), ...(most && { limits: most }) };
}

function canonical(wanted: Amounts = {}): Record<string, string> | undefined {
  const set = Object.entries(wanted).flatMap(([name, amount]) =>
    amount === undefined ? [] : [[name, canonicalResource(amount)] as const],
  );
  return set.length > 0 ? Object.fromEntries(set) : undefined;
}
