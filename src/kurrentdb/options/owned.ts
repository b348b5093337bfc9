/** Options that the operator sets itself, or that make no sense in a cluster it runs, and why. */
const DISCOVERY = "members find each other by it";
const FIELD = (field: string) => `use ${field} instead`;
const IDENTITY = "each member has its own name, which the operator sets";
const PATH = "it is where the operator mounts what the server needs";
const ROLE = "the operator runs full members only";

export const OWNED_OPTIONS: Readonly<Record<string, string>> = {
  ClusterSize: FIELD("configuration.clusterSize"),
  NodePort: FIELD("configuration.nodePort"),
  ReplicationPort: DISCOVERY,
  ClusterGossipPort: DISCOVERY,
  ClusterDns: DISCOVERY,
  DiscoverViaDns: DISCOVERY,
  GossipSeed: DISCOVERY,
  NodeIp: DISCOVERY,
  ReplicationIp: DISCOVERY,
  NodeHostAdvertiseAs: IDENTITY,
  ReplicationHostAdvertiseAs: IDENTITY,
  NodePortAdvertiseAs: IDENTITY,
  ReplicationTcpPortAdvertiseAs: IDENTITY,
  AdvertiseHostToClientAs: FIELD("service.perNodeDomain"),
  AdvertiseNodePortToClientAs: FIELD("service.perNodeDomain"),
  ReadOnlyReplica: ROLE,
  Archiver: ROLE,
  UnsafeAllowSurplusNodes: ROLE,
  Insecure: FIELD("security.certificateSecret"),
  DisableTls: FIELD("security.certificateSecret"),
  CertificateFile: FIELD("security.certificateSecret"),
  CertificatePrivateKeyFile: FIELD("security.certificateSecret"),
  TrustedRootCertificatesPath: FIELD("security.certificateAuthoritySecret"),
  CertificateReservedNodeCommonName: FIELD("security.reservedNodeCommonName"),
  CertificatePassword: "a password does not belong in a ConfigMap; use environmentSecret",
  CertificatePrivateKeyPassword: "a password does not belong in a ConfigMap; use environmentSecret",
  ClusterSecret: "a secret does not belong in a ConfigMap; use environmentSecret",
  DefaultAdminPassword: FIELD("users.adminPasswordSecret"),
  DefaultOpsPassword: FIELD("users.opsPasswordSecret"),
  TelemetryOptout: "the server reads it from the environment only; use env",
  Db: PATH,
  Index: "database and index belong on one volume, or no snapshot of it is a backup",
  Log: PATH,
  Config: PATH,
  Dev: "it is for a laptop",
  DevCertPath: "it is for a laptop",
  RemoveDevCerts: "it is for a laptop",
  Help: "the server would print and stop",
  Version: "the server would print and stop",
  WhatIf: "the server would print and stop",
};
