/** The change that the demo makes to a running custom resource: a newer image. */
import type { JsonObject, KubeObject } from "../support/metacontroller/store.ts";
import type { Schema } from "./repository.ts";

export interface Change {
  /** `image.ingest`, or `version`. */
  field: string;
  from: string;
  to: string;
}

/**
 * Looks at spec.image, one image or several by their role, and else at spec.version. Where the custom resource
 * leaves them to their defaults, those of the schema are taken. Of several, those that no pod has stay.
 *
 * @param parent is changed
 * @param runs whether a pod has an image
 * @returns what was changed; empty when it names no image
 */
export function newImage(
  parent: KubeObject,
  schema: Schema | undefined,
  runs: (image: string) => boolean,
): Change[] {
  const spec = (parent.spec ?? {}) as JsonObject;
  parent.spec = spec;
  const defaults = schema?.properties ?? {};
  const image = withDefaults(spec.image, defaults.image);
  if (typeof image === "string") return [set(spec, "image", "image", image, newerImage(image))];
  if (typeof image === "object" && image !== null) {
    const images = Object.entries(image).filter(([, value]) => isImage(value) && runs(value)) as [
      string,
      string,
    ][];
    const named = { ...(spec.image as JsonObject | undefined) };
    spec.image = named;
    if (images.length > 0) {
      return images.map(([role, value]) => set(named, role, `image.${role}`, value, newerImage(value)));
    }
  }
  const version = withDefaults(spec.version, defaults.version);
  return typeof version === "string" ? [set(spec, "version", "version", version, newer(version))] : [];
}

function set(object: JsonObject, key: string, field: string, from: string, to: string): Change {
  object[key] = to;
  return { field, from, to };
}

function withDefaults(value: unknown, schema: Schema | undefined): unknown {
  const { properties } = schema ?? {};
  if (!properties) return value ?? schema?.default;
  const defaults = Object.entries(properties).map(([name, inner]) => [name, inner.default]);
  return { ...Object.fromEntries(defaults), ...(value as JsonObject | undefined) };
}

/** A pull policy is a word, an image has a repository. */
const isImage = (value: unknown): value is string => typeof value === "string" && /[/:]/.test(value);

function newerImage(image: string): string {
  const [repository = "", tag = "latest"] = image.split("@")[0]!.split(/:(?!.*\/)/);
  return `${repository}:${newer(tag)}`;
}

/** The last number counted up; what has none becomes `next`. */
function newer(version: string): string {
  const number = /\d+(?=\D*$)/.exec(version);
  if (!number) return "next";
  const { index } = number;
  return version.slice(0, index) + (Number(number[0]) + 1) + version.slice(index + number[0].length);
}
