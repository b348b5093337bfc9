/** Services that clients use, and the addresses they get. */
import { Type } from "@sinclair/typebox";
import type { Service, ServiceSpec } from "kubernetes-types/core/v1.js";

/** The fields of a spec that shape a load balancer. */
export const loadBalancerFields = {
  loadBalancerSourceRanges: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description: "Networks in CIDR notation that may use the load balancer.",
    }),
  ),
  loadBalancerClass: Type.Optional(
    Type.String({ minLength: 1, description: "Which load balancer implementation to use." }),
  ),
};

/** How a Service is reached. */
export interface Exposure {
  type: string;
  loadBalancerClass?: string | undefined;
  loadBalancerSourceRanges?: readonly string[] | undefined;
}

/** The fields of a Service that expose it; those of a load balancer only where it is one. */
export const exposed = ({
  type,
  loadBalancerClass,
  loadBalancerSourceRanges,
}: Exposure): Partial<ServiceSpec> => ({
  type,
  ...(type === "LoadBalancer" && {
    ...(loadBalancerClass && { loadBalancerClass }),
    ...(loadBalancerSourceRanges?.length && { loadBalancerSourceRanges: [...loadBalancerSourceRanges] }),
  }),
});

/** The load balancer's address, once it has one. */
export function externalHost(service: Service | undefined): string | undefined {
  const ingress = service?.status?.loadBalancer?.ingress?.[0];
  return ingress?.hostname || ingress?.ip || undefined;
}

/** `host:port` from outside, once the load balancer has an address. */
export function externalAddress(service: Service | undefined, port: number): string | undefined {
  const host = externalHost(service);
  return host ? `${host}:${port}` : undefined;
}

const needsLoadBalancer = (field: "loadBalancerClass" | "loadBalancerSourceRanges", type: string) => ({
  message: `${field} needs ${type} LoadBalancer`,
  isMet: (value: object) => {
    const { [type]: has, [field]: given } = value as Record<string, { length: number } | string | undefined>;
    return has === "LoadBalancer" || !given?.length;
  },
  cel: `!has(self.${field}) || self.${field}.size() == 0 || (has(self.${type}) && self.${type} == 'LoadBalancer')`,
});

/** Rules of a section that has the fields of a load balancer. @param type the field that holds the Service's type */
export const loadBalancerRules = (type: string) => [
  needsLoadBalancer("loadBalancerSourceRanges", type),
  needsLoadBalancer("loadBalancerClass", type),
];
