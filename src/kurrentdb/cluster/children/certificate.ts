import type { KubernetesObject } from "../../../kubernetes/object.ts";
import { addressesOf } from "../addresses.ts";
import { certificateShape } from "../certificates/shape.ts";
import { childMetadata, type KurrentDB, type Tls } from "../cluster.ts";
import type { Plan } from "../plan.ts";

/** Asks cert-manager for the members' certificate, which it puts into the Secret that the members read. */
export function certificate(
  cluster: KurrentDB,
  plan: Plan,
  { certificateSecret, reservedNodeCommonName }: Tls,
  issuer: NonNullable<Tls["issuer"]>,
): KubernetesObject & { spec: object } {
  const { commonName, dnsNames, privateKey, usages } = certificateShape(
    addressesOf(cluster, plan),
    reservedNodeCommonName,
  );
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: childMetadata(cluster, certificateSecret),
    spec: {
      secretName: certificateSecret,
      issuerRef: { name: issuer.name, kind: issuer.kind, group: issuer.group },
      commonName,
      dnsNames,
      privateKey: { ...privateKey, rotationPolicy: "Always" },
      usages,
    },
  };
}
