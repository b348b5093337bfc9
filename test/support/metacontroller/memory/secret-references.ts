/** The Secrets that a pod cannot start without. */

interface Reference {
  name?: string;
  optional?: boolean;
}

interface Container {
  env?: { valueFrom?: { secretKeyRef?: Reference & { key: string } } }[];
  envFrom?: { secretRef?: Reference }[];
}

interface SecretVolume {
  secretName?: string;
  optional?: boolean;
  items?: { key: string }[];
}

interface PodTemplate {
  spec?: {
    containers?: Container[];
    initContainers?: Container[];
    volumes?: {
      secret?: SecretVolume;
      projected?: { sources?: { secret?: Reference & { items?: { key: string }[] } }[] };
    }[];
  };
}

/** @returns the keys that each of them must have, as far as the template tells */
export function requiredSecrets({ spec = {} }: PodTemplate): Map<string, Set<string>> {
  const secrets = new Map<string, Set<string>>();
  const require = ({ name, optional }: Reference, keys: string[]) => {
    if (!name || optional) return;
    secrets.set(name, new Set([...(secrets.get(name) ?? []), ...keys]));
  };
  for (const { env = [], envFrom = [] } of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    for (const { valueFrom } of env)
      if (valueFrom?.secretKeyRef) require(valueFrom.secretKeyRef, [valueFrom.secretKeyRef.key]);
    for (const { secretRef } of envFrom) if (secretRef) require(secretRef, []);
  }
  const keysOf = (items: { key: string }[] = []) => items.map(({ key }) => key);
  for (const { secret, projected } of spec.volumes ?? []) {
    if (secret)
      require({ ...secret, ...(secret.secretName && { name: secret.secretName }) }, keysOf(secret.items));
    for (const { secret: source } of projected?.sources ?? [])
      if (source) require(source, keysOf(source.items));
  }
  return secrets;
}
