import { previousStatus } from "../../controller/previous-status.ts";
import type { ObjectOf } from "../../kubernetes/kinds.ts";
import { lookUpSecrets, type SecretsFound, secretsChecksum } from "../../kubernetes/secrets.ts";
import { podAnnotationsOf } from "../../kubernetes/stateful-set.ts";
import type { SyncRequest } from "../../metacontroller/hooks.ts";
import { find, isRegistered } from "../../metacontroller/observed.ts";
import { PASSWORDS, SECRETS_CHECKSUM, SECURITY } from "./annotations.ts";
import { clusterName, type KurrentDB, readOnlyName } from "./cluster.ts";
import { type KeptVolumes, keptVolumes } from "./kept-volumes.ts";
import { authorityKeysOf, passwordsChecksum, type SecretsRead, secretNeeds } from "./secrets.ts";
import type { KurrentDBStatus } from "./status-schema.ts";

/** What exists, as far as a sync looks at it. */
export interface Observed {
  statefulSet: ObjectOf<"StatefulSet.apps/v1"> | undefined;
  readOnlyStatefulSet: ObjectOf<"StatefulSet.apps/v1"> | undefined;
  clientService: ObjectOf<"Service.v1"> | undefined;
  /** Volumes of members: kept from before, or restored from a snapshot. */
  volumes: KeptVolumes;
  secrets: SecretsFound;
  secretsRead: SecretsRead;
  /** Whether the Secrets hold other passwords than those that the users were made with. */
  hasOtherPasswords: boolean;
  /** The Secrets themselves, by name, for those that look into them. Their content goes nowhere. */
  secretNamed(name: string): ObjectOf<"Secret.v1"> | undefined;
  hasServiceMonitors: boolean;
  hasCertificates: boolean;
  /** What every member ran when that was last known. */
  version: string | undefined;
}

export function observe(cluster: KurrentDB, request: SyncRequest): Observed {
  const { namespace, uid = "" } = cluster.metadata;
  const { security } = cluster;
  const child = <K extends "StatefulSet.apps/v1" | "Service.v1">(kind: K, name: string) =>
    find(request.children, kind, namespace, name);
  const secretNamed = (name: string) => find(request.related, "Secret.v1", namespace, name);
  const claim = (name: string) => find(request.related, "PersistentVolumeClaim.v1", namespace, name);

  const statefulSet = child("StatefulSet.apps/v1", clusterName(cluster));
  const authorityKeys = authorityKeysOf(
    security.mode === "TLS" ? secretNamed(security.certificateAuthoritySecret) : undefined,
  );
  const secrets = lookUpSecrets(secretNeeds(cluster, authorityKeys), secretNamed, uid);
  const passwords = passwordsChecksum(cluster, secretNamed, uid);
  // The users are made when the members first run with TLS.
  const { [PASSWORDS]: madeWith, [SECURITY]: ranWith } = statefulSet?.metadata.annotations ?? {};
  const known = ranWith === "TLS" ? (madeWith ?? passwords) : passwords;
  return {
    statefulSet,
    readOnlyStatefulSet: child("StatefulSet.apps/v1", readOnlyName(cluster)),
    clientService: child("Service.v1", clusterName(cluster)),
    volumes: keptVolumes(cluster, (name) => {
      const found = claim(name);
      return found !== undefined && found.metadata.deletionTimestamp === undefined;
    }),
    secrets,
    secretsRead: {
      checksum: secretsChecksum(secrets, podAnnotationsOf(statefulSet)[SECRETS_CHECKSUM]),
      authorityKeys,
      passwords: security.mode === "TLS" ? known : undefined,
    },
    hasOtherPasswords: passwords !== undefined && known !== undefined && passwords !== known,
    secretNamed,
    hasServiceMonitors: isRegistered(request, "ServiceMonitor.monitoring.coreos.com/v1"),
    hasCertificates: isRegistered(request, "Certificate.cert-manager.io/v1"),
    version: (previousStatus(request.parent) as KurrentDBStatus | undefined)?.version,
  };
}
