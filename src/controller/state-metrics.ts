/** What kube-state-metrics shows of a resource: a row for each series, as a printer column is one for a field. */

/** A field of the resource: `[status, readyReplicas]`. */
export type FieldPath = readonly [root: "spec" | "status", ...fields: string[]];

/** Beyond the phase and the conditions, which every resource shows. */
export interface StateMetrics {
  /** Labels of the series `stream_resource_info`, by the field that each repeats. */
  readonly info?: Readonly<Record<string, FieldPath>>;
  readonly gauges?: readonly StateGauge[];
}

export interface StateGauge {
  /** The series without its prefix: `ready_pods` is `stream_resource_ready_pods`. Kinds share names for the same thing. */
  readonly name: string;
  readonly help: string;
  /** A number, or a time in RFC 3339, of which kube-state-metrics makes seconds. */
  readonly field: FieldPath;
  /** Whether the field may be missing, which is no error then. */
  readonly isOptional?: true;
  /** Of a field that is an object of numbers: the label that tells its keys apart. */
  readonly keyLabel?: string;
  readonly labels?: Readonly<Record<string, string>>;
}
