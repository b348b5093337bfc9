/** Options that the operator sets itself, or that make no sense in a cluster it runs, and why. */
const DISCOVERY = "members find each other by it";
const FIELD = (field: string) => `use ${field} instead`;
const IDENTITY = "each member has its own name, which the operator sets";
const PATH = "it is where the operator mounts what the server needs";
const ROLE = "each pod has its role, which the operator sets";
const LAPTOP = "it is for a laptop";
const PRINTS = "the server would print and stop";

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
  Insecure: FIELD("security.certificateSecret"),
  DisableTls: FIELD("security.certificateSecret"),
  CertificateFile: FIELD("security.certificateSecret"),
  CertificatePrivateKeyFile: FIELD("security.certificateSecret"),
  TrustedRootCertificatesPath: FIELD("security.certificateAuthoritySecret"),
  CertificateReservedNodeCommonName: FIELD("security.reservedNodeCommonName"),
  CertificatePassword: "it is for PKCS #12 files, and security.certificateSecret holds PEM",
  CertificatePrivateKeyPassword:
    "a password does not belong in a ConfigMap; use environmentSecret with the key " +
    "KURRENTDB_CERTIFICATE_PRIVATE_KEY_PASSWORD",
  // ClusterVNodeOptionsValidator.cs: with TLS members know each other by certificates, and Insecure ones not at all.
  ClusterSecret: "it is for DisableTls alone, which the operator does not offer",
  DefaultAdminPassword: FIELD("users.adminPasswordSecret"),
  DefaultOpsPassword: FIELD("users.opsPasswordSecret"),
  TelemetryOptout: "the server reads it from the environment only; use env",
  Db: PATH,
  // A member that comes back empty still votes. Each rollout would lose what was acknowledged before it.
  MemDb: "members would keep events in memory only, and every restart would lose them",
  Index: "database and index belong on one volume, or no snapshot of it is a backup",
  Log: PATH,
  Config: PATH,
  Dev: LAPTOP,
  DevCertPath: LAPTOP,
  RemoveDevCerts: LAPTOP,
  Help: PRINTS,
  Version: PRINTS,
  WhatIf: PRINTS,
};
