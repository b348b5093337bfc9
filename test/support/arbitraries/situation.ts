/** What the situations of every operator's property tests are made of. */
import fc from "fast-check";
import type { Controller } from "../../../src/controller/controller.ts";
import { eventRow } from "../../../src/controller/events.ts";
import { PHASES } from "../../../src/controller/status.ts";
import type { SecretNeed } from "../../../src/kubernetes/secrets.ts";
import { firstSync } from "../../../src/metacontroller/first-sync.ts";
import type { ObjectMap, Parent, SyncRequest } from "../../../src/metacontroller/hooks.ts";
import { feedBack, type Strategy } from "../api-server.ts";
import { anyDisturbance, disturbed } from "./observed.ts";

export const NOW = "2026-01-02T03:04:05Z";
export const LATER = "2027-01-02T03:04:05Z";

/** What every Secret in these tests contains, and no answer may. */
export const SECRET_CONTENT = "c2VjcmV0IGNvbnRlbnQ=";

export interface Situation {
  request: SyncRequest;
  strategy: Strategy;
}

type Related = (parent: Parent, secrets: SecretsThere) => ObjectMap;
export type SecretsThere = "present" | "absent" | "partial";

/**
 * Any resource with children of it that were applied before, perhaps for another spec, and whatever became of them.
 *
 * @param anyRelated which objects besides its children there are, given which of the Secrets are
 */
export const situationsOf = (
  controller: Controller,
  anyParent: fc.Arbitrary<Parent>,
  anySpec: fc.Arbitrary<unknown>,
  anyRelated: fc.Arbitrary<Related>,
): fc.Arbitrary<Situation> =>
  fc
    .record({
      parent: anyParent,
      strategy: fc.constantFrom<Strategy>("dynamic", "server-side"),
      hasServiceMonitors: fc.boolean(),
      secrets: fc.constantFrom<SecretsThere>("present", "present", "absent", "partial"),
      relatedTo: anyRelated,
      earlierSpec: fc.option(anySpec, { nil: undefined }),
      isNew: fc.integer({ min: 0, max: 5 }).map((throwOf) => throwOf === 0),
      disturbance: anyDisturbance,
      phase: fc.option(fc.constantFrom(...PHASES), { nil: undefined }),
    })
    .map(
      ({
        parent,
        strategy,
        hasServiceMonitors,
        secrets,
        relatedTo,
        earlierSpec,
        isNew,
        disturbance,
        phase,
      }) => {
        const kinds = controller.childKinds.map(({ component, ...kind }) => ({
          ...kind,
          // Events are told by the clock; laws.ts has laws of their own.
          ...(component !== undefined &&
            !(hasServiceMonitors && component !== eventRow.component) && { component }),
        }));
        const first = { ...firstSync(parent, kinds), related: relatedTo(parent, secrets) };
        if (isNew) return { request: first, strategy };

        const { annotations: _, ...metadata } = parent.metadata;
        const before = { ...parent, metadata, spec: earlierSpec ?? parent.spec };
        const earlier = { ...first, parent: before, related: relatedTo(before, "present") };
        const fed = feedBack(first, controller.sync(earlier, NOW), strategy);
        const status = fed.parent.status as object;
        return {
          strategy,
          request: {
            ...fed,
            parent: { ...parent, ...(phase && { status: { ...status, phase } }) },
            children: disturbed(fed.children, disturbance),
          },
        };
      },
    );

/** The Secrets that are asked for; `partial` lack half of their keys. */
export function secretsFor(
  needs: readonly SecretNeed[],
  namespace: string,
  there: SecretsThere,
): ObjectMap[string] {
  if (there === "absent") return {};
  const keysOf = new Map<string, Set<string>>();
  for (const { name, keys } of needs) keysOf.set(name, new Set([...(keysOf.get(name) ?? []), ...keys]));
  return byName(
    [...keysOf].map(([name, keys]) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      data: Object.fromEntries(
        [...keys]
          .slice(0, there === "partial" ? keys.size / 2 : undefined)
          .map((key) => [key, SECRET_CONTENT]),
      ),
    })),
  );
}

/** A StatefulSet of somebody else's. */
export const foreignStatefulSet = (namespace: string, name: string) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name, namespace, ownerReferences: [{ uid: "somebody-else" }] },
});

/** Objects as Metacontroller lists them. */
export const byName = (
  objects: readonly { metadata: { name: string; namespace: string } }[],
): ObjectMap[string] =>
  Object.fromEntries(
    objects.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object]),
  ) as unknown as ObjectMap[string];
