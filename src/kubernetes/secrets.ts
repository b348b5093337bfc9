/** Secrets that a custom resource refers to: which are missing, and whether their content has changed. */
import type { Secret } from "kubernetes-types/core/v1.js";
import { checksum } from "./checksum.ts";
import type { EnvFromSource, EnvVar } from "./environment.ts";

/** A Secret that pods need, in the resource's own namespace. */
export interface SecretNeed {
  name: string;
  /** Keys that must be in it, with a value. */
  keys: readonly string[];
  /** Whether pods can start without it. */
  optional: boolean;
  /** Whether pods notice a new content by themselves; others are restarted for it. */
  reread: boolean;
}

/** What is known about the needed Secrets. */
export interface SecretsFound {
  /** Parts of a sentence that name what is missing or empty: `the key ca.crt in Secret tls`. Never content. */
  missing: string[];
  /** Fingerprints, by Secret, of what pods read only when they start; undefined while any of it is missing. Sorted. */
  fingerprints: ReadonlyMap<string, string | undefined>;
}

/** The Secrets that environment variables are read from. */
export const secretsOfEnvironment = (
  env: readonly EnvVar[] = [],
  envFrom: readonly EnvFromSource[] = [],
): SecretNeed[] => [
  ...env.flatMap(({ valueFrom }) => {
    const ref = valueFrom?.secretKeyRef;
    return ref ? [{ name: ref.name, keys: [ref.key], optional: ref.optional ?? false, reread: false }] : [];
  }),
  ...envFrom.flatMap(({ secretRef: ref }) =>
    ref ? [{ name: ref.name, keys: [], optional: ref.optional ?? false, reread: false }] : [],
  ),
];

/** The names of the Secrets, each once, sorted. */
export const secretNames = (needs: readonly SecretNeed[]): string[] =>
  [...new Set(needs.map(({ name }) => name))].sort();

/** @param salt something particular to the resource, so that equal contents elsewhere do not show as equal */
export function lookUpSecrets(
  needs: readonly SecretNeed[],
  secretNamed: (name: string) => Secret | undefined,
  salt: string,
): SecretsFound {
  const missing = needs
    .filter(({ optional }) => !optional)
    .flatMap((need) => lack(need, secretNamed(need.name)));
  const readAtStart = byName(needs.filter(({ reread }) => !reread));
  const fingerprints = [...readAtStart.keys()].sort().map((name) => {
    const content = contentRead(readAtStart.get(name)!, secretNamed(name));
    return [name, content && checksum([salt, name, content])] as const;
  });
  return { missing: [...new Set(missing)].sort(), fingerprints: new Map(fingerprints) };
}

function byName(needs: readonly SecretNeed[]): Map<string, SecretNeed[]> {
  const groups = new Map<string, SecretNeed[]>();
  for (const need of needs) {
    const group = groups.get(need.name);
    if (group) group.push(need);
    else groups.set(need.name, [need]);
  }
  return groups;
}

/**
 * All fingerprints as one text, `database=0f3a…,licence=b1c2…`. Pods start again when it changes.
 *
 * What is not there keeps the fingerprint it had, since the pods that run have read it: what vanishes restarts nothing.
 *
 * @param before the text that the pods there are were made with
 */
export function secretsChecksum({ fingerprints }: SecretsFound, before = ""): string {
  const known = new Map(before.split(",").map((entry) => entry.split("=") as [string, string | undefined]));
  return [...fingerprints]
    .map(([name, fingerprint]) => [name, fingerprint ?? known.get(name)] as const)
    .flatMap(([name, fingerprint]) => (fingerprint === undefined ? [] : [`${name}=${fingerprint}`]))
    .join(",");
}

/** What pods read of one Secret; undefined where it lacks what they cannot do without. */
function contentRead(needs: readonly SecretNeed[], secret: Secret | undefined): Secret["data"] | undefined {
  if (!secret || needs.some((need) => !need.optional && lack(need, secret).length > 0)) return undefined;
  const data = secret.data ?? {};
  if (needs.some(({ keys }) => keys.length === 0)) return data;
  const keys = new Set(needs.flatMap((need) => need.keys));
  return Object.fromEntries(Object.entries(data).filter(([key]) => keys.has(key)));
}

/** An empty value is as good as none: a server with an empty certificate or password does not start, or worse, does. */
function lack({ name, keys }: SecretNeed, secret: Secret | undefined): string[] {
  if (!secret) return [`Secret ${name}`];
  return keys.flatMap((key) => {
    const value = Object.hasOwn(secret.data ?? {}, key) ? secret.data?.[key] : undefined;
    if (value) return [];
    const lacking = `the key ${key} in Secret ${name}`;
    return [value === "" ? `${lacking}, which is empty` : lacking];
  });
}
