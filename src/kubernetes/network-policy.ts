import { type Static, Type } from "@sinclair/typebox";
import type {
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from "kubernetes-types/networking/v1.js";
import { Section, withRules } from "../schema/schema.ts";
import { LabelSelector } from "./scheduling.ts";

const Peer = withRules(
  Type.Object(
    {
      podSelector: Type.Optional(LabelSelector),
      namespaceSelector: Type.Optional(LabelSelector),
      ipBlock: Type.Optional(
        Type.Object({
          cidr: Type.String({ minLength: 1 }),
          except: Type.Optional(Type.Array(Type.String())),
        }),
      ),
    },
    { minProperties: 1 },
  ),
  {
    message: "must not have an ipBlock beside a selector",
    isMet: ({ ipBlock, podSelector, namespaceSelector }) =>
      ipBlock === undefined || (podSelector === undefined && namespaceSelector === undefined),
  },
);
type Peer = Static<typeof Peer>;

/** The part of a spec that asks for a NetworkPolicy and says who is let in. */
export const NetworkPolicyAccess = Section(
  {
    enabled: Type.Boolean({
      default: false,
      description: "Let in only the cluster's own pods, its clients and its scrapers.",
    }),
    clients: Type.Optional(
      Type.Array(Peer, {
        description:
          "Who may connect as a client, as in a NetworkPolicy. Pods of the same namespace unless set.",
      }),
    ),
    scrapers: Type.Optional(
      Type.Array(Peer, {
        description: "Who may scrape metrics, as in a NetworkPolicy. Pods of every namespace unless set.",
      }),
    ),
  },
  { description: "Who may reach the pods." },
);
export type NetworkPolicyAccess = Static<typeof NetworkPolicyAccess>;

/** Lets the peers reach the TCP ports. No peers at all lets everybody in, so a rule for nobody is left out. */
export const allow = (from: readonly Peer[], ports: readonly number[]): NetworkPolicyIngressRule[] =>
  from.length === 0
    ? []
    : [
        {
          from: [...from] as NetworkPolicyPeer[],
          ports: ports.map((port): NetworkPolicyPort => ({ port, protocol: "TCP" })),
        },
      ];

export const sameNamespace: readonly Peer[] = [{ podSelector: {} }];
export const everyNamespace: readonly Peer[] = [{ namespaceSelector: {} }];
