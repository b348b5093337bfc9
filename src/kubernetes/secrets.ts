/** Secrets that a custom resource refers to: which are missing, and whether their content has changed. */
import type { Secret } from "kubernetes-types/core/v1.js";
import { checksum } from "./checksum.ts";
import type { EnvFromSource, EnvVar } from "./environment.ts";

/** A Secret that pods need, in the resource's own namespace. */
export interface SecretNeed {
  name: string;
  /** Keys that must be in it. */
  keys: readonly string[];
  /** Whether pods can start without it. */
  optional: boolean;
  /** Whether pods notice a new content by themselves; others are restarted for it. */
  reread: boolean;
}

/** What is known about the needed Secrets. */
export interface SecretsFound {
  /** Sentences parts that name what is missing: `Secret tls without the key ca.crt`. Never content. */
  missing: string[];
  /** Fingerprint of the content that pods read only when they start; undefined while any of it is missing. */
  checksum: string | undefined;
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
  const readAtStart = secretNames(needs.filter(({ reread }) => !reread));
  const contents = readAtStart.map((name) => [name, secretNamed(name)?.data ?? null]);
  return {
    missing: [...new Set(missing)].sort(),
    checksum: missing.length > 0 ? undefined : checksum([salt, contents]),
  };
}

function lack({ name, keys }: SecretNeed, secret: Secret | undefined): string[] {
  if (!secret) return [`Secret ${name}`];
  return keys
    .filter((key) => !Object.hasOwn(secret.data ?? {}, key))
    .map((key) => `the key ${key} in Secret ${name}`);
}
