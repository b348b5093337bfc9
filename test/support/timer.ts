/**
 * A kind of our own invention that has no pods and lives by the clock: a Timer makes a note when its time has come, and
 * keeps the note when it is gone. It proves that the kit knows nothing of StatefulSets.
 */
import { type Static, Type } from "@sinclair/typebox";
import { define } from "../../src/controller/define.ts";
import { yes } from "../../src/controller/finding.ts";
import { statusFields } from "../../src/controller/status.ts";
import { conditionTypes, reasons } from "../../src/controller/words.ts";
import type { KubernetesObject } from "../../src/kubernetes/object.ts";
import type { Parent, SyncRequest } from "../../src/metacontroller/hooks.ts";
import { find, isRegistered } from "../../src/metacontroller/observed.ts";
import { validator } from "../../src/schema/validation.ts";

const TimerSpec = Type.Object({
  at: Type.String({ description: "When, in RFC 3339." }),
  class: Type.Optional(Type.String({ description: "A StorageClass to look at." })),
});
const specValidator = validator(TimerSpec, "spec");

const phases = {
  Waiting: { means: "its time has not come" },
  Done: { means: "the note is there" },
  Failed: { means: "needs intervention" },
  Deleting: { means: "being deleted" },
};
const words = {
  phases,
  conditions: { Rung: { means: "True: its time has come." } },
  reasons: { TimeHasCome: { means: "Its time has come." }, NotYet: { means: "Its time has not come." } },
};
const condition = conditionTypes(words.conditions);
const reason = reasons(words.reasons);

interface Timer {
  metadata: Parent["metadata"];
  spec: Static<typeof TimerSpec>;
}

const nameOf = ({ metadata }: Timer) => `${metadata.name}-note`;
const metadataOf = (timer: Timer, name: string) => ({ name, namespace: timer.metadata.namespace });

interface Context {
  timer: Timer;
  hasCome: boolean;
  note: KubernetesObject | undefined;
  hasAlarms: boolean;
  seesClass: boolean;
}

export const timer = define<Timer, Context>({
  customResource: {
    group: "example.org",
    version: "v1",
    kind: "Timer",
    plural: "timers",
    singular: "timer",
    shortNames: [],
    categories: [],
    description: "A note for a time.",
    spec: TimerSpec,
    status: Type.Object({ ...statusFields(phases), class: Type.Optional(Type.Boolean()) }),
    rules: [],
    columns: [],
  },
  words,
  example: {
    apiVersion: "example.org/v1",
    kind: "Timer",
    metadata: { name: "tea", namespace: "default", uid: "uid-of-tea", generation: 1 },
    spec: { at: "2026-01-02T03:05:00Z", class: "fast" },
  },
  read({ metadata, spec: given }) {
    const spec = specValidator.withDefaults(given ?? {});
    const problems = specValidator.problems(spec);
    return problems.length > 0 ? { problems } : { cluster: { metadata, spec } };
  },
  related: [
    {
      kind: "StorageClass.storage.k8s.io/v1",
      plural: "storageclasses",
      isClusterScoped: true,
      select: ({ spec }) => ({ names: spec.class ? [spec.class] : [] }),
    },
    {
      kind: "Widget.example.org/v1",
      plural: "widgets",
      select: ({ metadata }) => ({ names: [metadata.name] }),
    },
  ],
  observe: (timer, request: SyncRequest, now) => ({
    timer,
    hasCome: now >= timer.spec.at,
    note: find(request.children, "ConfigMap.v1", timer.metadata.namespace, nameOf(timer)),
    hasAlarms: isRegistered(request, "Alarm.example.org/v1"),
    seesClass: Object.keys(request.related?.["StorageClass.storage.k8s.io/v1"] ?? {}).length > 0,
  }),
  children: [
    {
      kind: "ConfigMap.v1",
      plural: "configmaps",
      update: "OnDelete",
      build: ({ timer, hasCome }) =>
        hasCome ? [{ apiVersion: "v1", kind: "ConfigMap", metadata: metadataOf(timer, nameOf(timer)) }] : [],
    },
    {
      kind: "Alarm.example.org/v1",
      plural: "alarms",
      update: "Recreate",
      component: "alarms",
      build: ({ timer }) => [
        {
          apiVersion: "example.org/v1",
          kind: "Alarm",
          metadata: metadataOf(timer, "alarm"),
          spec: { at: timer.spec.at },
        },
      ],
    },
    {
      kind: "Bell.example.net/v1",
      plural: "bells",
      update: "InPlace",
      component: "bells",
      build: ({ timer }) => [
        { apiVersion: "example.net/v1", kind: "Bell", metadata: metadataOf(timer, "bell") },
      ],
    },
  ],
  report: ({ timer, hasCome, note, seesClass }, now) => ({
    obstacles: hasCome ? [] : [{ reason: reason.NotYet, message: `Waiting for ${timer.spec.at}` }],
    findings: hasCome ? [yes(condition.Rung, reason.TimeHasCome, "Its time has come")] : [],
    hasRun: note !== undefined,
    ready: "The note is there",
    status: { class: seesClass },
    phase: note ? "Done" : "Waiting",
    ...(!hasCome && { resyncAfterSeconds: (Date.parse(timer.spec.at) - Date.parse(now)) / 1000 }),
  }),
  blankStatus: { class: false },
  deletion: { stops: [], outlives: ({ kind }) => kind === "ConfigMap", status: () => ({}) },
});
