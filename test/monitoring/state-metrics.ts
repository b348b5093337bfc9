/** What kube-state-metrics makes of a custom resource, as far as its configuration here uses it. */
import type { StateMetrics } from "../../src/controller/state-metrics.ts";
import type { StateResource } from "./known-series.ts";

export interface Series {
  name: string;
  labels: Record<string, string>;
  value: number;
}

type Json = Record<string, unknown>;

const at = (object: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], object);

const labelsFrom = (object: unknown, paths: Record<string, string[]> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([label, path]) => {
      const value = at(object, path);
      return value === undefined ? [] : [[label, String(value)]];
    }),
  );

const numberOf = (value: unknown): number => {
  if (value === "True" || value === true) return 1;
  if (value === "False" || value === false) return 0;
  return typeof value === "string" && /^\d{4}-.*Z$/.test(value) ? Date.parse(value) / 1000 : Number(value);
};

/** The resource with a time in each field that may be missing. */
export const withOptionalFields = (resource: object, { gauges = [] }: StateMetrics): object =>
  gauges
    .filter(({ isOptional }) => isOptional)
    .reduce((object, { field }) => withValue(object, field, "2027-01-15T00:00:00Z"), resource);

const withValue = (object: unknown, [key, ...rest]: readonly string[], value: unknown): object => ({
  ...(object as object),
  [key!]: rest.length === 0 ? value : withValue((object as Json | undefined)?.[key!], rest, value),
});

export const seriesOf = (config: StateResource, resource: object): Series[] =>
  config.metrics.flatMap(({ name, commonLabels, each }) => {
    const { group, version, kind } = config.groupVersionKind;
    const common = {
      customresource_group: group,
      customresource_version: version,
      customresource_kind: kind,
      ...commonLabels,
      ...labelsFrom(resource, config.labelsFromPath),
    };
    const one = (labels: Record<string, string>, value: number): Series => ({
      name: `${config.metricNamePrefix}_${name}`,
      labels: { ...common, ...labels },
      value,
    });
    const { info, stateSet, gauge } = each;
    if (info) return [one(labelsFrom(resource, info.labelsFromPath), 1)];
    if (stateSet) {
      const state = at(resource, stateSet.path);
      return stateSet.list.map((value) => one({ [stateSet.labelName]: value }, Number(value === state)));
    }
    const value = at(resource, gauge!.path);
    if (value === undefined) return [];
    if (Array.isArray(value)) {
      return value.map((item) =>
        one(labelsFrom(item, gauge!.labelsFromPath), numberOf(at(item, gauge!.valueFrom ?? []))),
      );
    }
    if (typeof value === "object") {
      return Object.entries(value as Json).map(([key, item]) =>
        one({ [gauge!.labelFromKey!]: key }, numberOf(item)),
      );
    }
    return [one({}, numberOf(value))];
  });
