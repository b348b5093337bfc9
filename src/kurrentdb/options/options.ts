/**
 * Every option that the server knows, by its name in the configuration file, from 25.0 on.
 *
 * An unknown option at the top level keeps the server from starting, and so does one that another version brought.
 * Sections (Licensing, OpenTelemetry, the settings of plugins) are not checked by it. Source: ClusterVNodeOptions.cs
 * and LoggingOptions.cs of v25.0.0 to v26.2.0-alpha.1.
 */
export interface Option {
  type: OptionType;
  /** What an enum can be. The server does not look at upper and lower case. */
  values?: readonly string[];
  /** The least that the server starts with. Source: ClusterVNodeOptionsValidator.cs. */
  min?: number;
  /** The version that brought it; in all from 25.0 on where nothing is said. */
  since?: string;
  /** The last line of versions that had it. */
  until?: string;
}

/** What the server reads an option as: `int` has 32 bits and `long` 64, and text may look like anything. */
export type OptionType = "bool" | "int" | "long" | "number" | "text" | "enum" | "list";

const bool: Option = { type: "bool" };
const int: Option = { type: "int" };
const long: Option = { type: "long" };
const number: Option = { type: "number" };
const text: Option = { type: "text" };
const list: Option = { type: "list" };
const oneOf = (...values: string[]): Option => ({ type: "enum", values });
const atLeast = (min: number, option: Option): Option => ({ ...option, min });
const since = (version: string, option: Option): Option => ({ ...option, since: version });
const until = (line: string, option: Option): Option => ({ ...option, until: line });

export const OPTIONS = {
  // DefaultUser
  DefaultAdminPassword: text,
  DefaultOpsPassword: text,
  // DevMode
  Dev: bool,
  RemoveDevCerts: bool,
  DevCertPath: since("26.2.0", text),
  // Application
  Help: bool,
  Version: bool,
  Config: text,
  WhatIf: bool,
  AllowUnknownOptions: bool,
  DisableHttpCaching: bool,
  StatsPeriodSec: int,
  WorkerThreads: int,
  EnableHistograms: bool,
  LogHttpRequests: bool,
  LogFailedAuthenticationAttempts: bool,
  SkipIndexScanOnReads: bool,
  MaxAppendSize: int,
  MaxAppendEventSize: int,
  Insecure: bool,
  DisableTls: since("26.2.0", bool),
  AllowAnonymousEndpointAccess: bool,
  AllowAnonymousStreamAccess: bool,
  OverrideAnonymousEndpointAccessForGossip: bool,
  TelemetryOptout: bool,
  // Auth
  AuthorizationType: text,
  AuthorizationConfig: text,
  AuthenticationType: text,
  AuthenticationConfig: text,
  // CertificateFile
  CertificateFile: text,
  CertificatePrivateKeyFile: text,
  CertificatePassword: text,
  CertificatePrivateKeyPassword: text,
  // Certificate
  TrustedRootCertificatesPath: text,
  CertificateReservedNodeCommonName: text,
  DisableClientAuthEkuValidation: since("26.0.2", bool),
  // CertificateStore
  CertificateStoreLocation: text,
  CertificateStoreName: text,
  CertificateSubjectName: text,
  CertificateThumbprint: text,
  TrustedRootCertificateStoreName: text,
  TrustedRootCertificateStoreLocation: text,
  TrustedRootCertificateSubjectName: text,
  TrustedRootCertificateThumbprint: text,
  // Cluster
  StreamInfoCacheCapacity: int,
  ClusterSize: int,
  NodePriority: int,
  DiscoverViaDns: bool,
  ClusterDns: text,
  ClusterGossipPort: int,
  GossipSeed: list,
  ClusterSecret: since("26.2.0", text),
  GossipIntervalMs: int,
  GossipAllowedDifferenceMs: int,
  GossipTimeoutMs: int,
  ReadOnlyReplica: bool,
  Archiver: bool,
  UnsafeAllowSurplusNodes: bool,
  DeadMemberRemovalPeriodSec: int,
  LeaderElectionTimeoutMs: int,
  // Database
  MinFlushDelayMs: number,
  DisableScavengeMerging: bool,
  ScavengeHistoryMaxAge: int,
  CachedChunks: int,
  ChunksCacheSize: long,
  MaxMemTableSize: int,
  HashCollisionReadLimit: int,
  Db: text,
  Index: text,
  Transform: text,
  MemDb: bool,
  UseIndexBloomFilters: bool,
  IndexCacheSize: int,
  SkipDbVerify: bool,
  WriteThrough: bool,
  Unbuffered: bool,
  ChunkInitialReaderCount: int,
  PrepareTimeoutMs: int,
  CommitTimeoutMs: int,
  WriteTimeoutMs: int,
  UnsafeDisableFlushToDisk: bool,
  UnsafeIgnoreHardDelete: bool,
  SkipIndexVerify: bool,
  IndexCacheDepth: int,
  ReduceFileCachePressure: bool,
  InitializationThreads: atLeast(1, int),
  ReaderThreadsCount: int,
  MaxAutoMergeIndexLevel: int,
  MaxTruncation: long,
  ChunkSize: int,
  StatsStorage: oneOf("None", "Stream", "File", "StreamAndFile"),
  DbLogFormat: oneOf("V2"),
  StreamExistenceFilterSize: long,
  ScavengeBackendPageSize: int,
  ScavengeBackendCacheSize: long,
  ScavengeHashUsersCacheCapacity: int,
  WriteStatsToDb: bool,
  // Grpc
  CompressionLevel: since("26.1.1", oneOf("Optimal", "Fastest", "NoCompression", "SmallestSize")),
  KeepAliveInterval: atLeast(0, int),
  KeepAliveTimeout: atLeast(0, int),
  // Interface
  ReplicationIp: text,
  NodeIp: text,
  NodePort: int,
  ReplicationPort: int,
  NodeHostAdvertiseAs: text,
  ReplicationHostAdvertiseAs: text,
  AdvertiseHostToClientAs: text,
  AdvertiseNodePortToClientAs: int,
  NodePortAdvertiseAs: int,
  ReplicationTcpPortAdvertiseAs: int,
  ReplicationHeartbeatTimeout: int,
  ReplicationHeartbeatInterval: int,
  EnableUnixSocket: bool,
  ConnectionPendingSendBytesThreshold: int,
  ConnectionQueueSizeThreshold: int,
  DisableAdminUi: bool,
  DisableStatsOnHttp: bool,
  DisableGossipOnHttp: bool,
  EnableTrustedAuth: bool,
  EnableAtomPubOverHttp: bool,
  DisableFirstLevelHttpAuthorization: until("25.0", bool),
  // Projection
  RunProjections: oneOf("None", "System", "All"),
  StartStandardProjections: bool,
  ProjectionThreads: int,
  ProjectionsQueryExpiry: int,
  FaultOutOfOrderProjections: bool,
  MaxPartitionStateCacheSize: since("26.1.0", int),
  ProjectionCompilationTimeout: int,
  ProjectionExecutionTimeout: int,
  MaxProjectionStateSize: int,
  // Logging
  Log: text,
  LogConfig: text,
  LogLevel: oneOf(
    "Default",
    "Verbose",
    "Debug",
    "Information",
    "Warning",
    "Error",
    "Fatal",
    "Trace",
    "Critical",
    "None",
  ),
  LogConsoleFormat: oneOf("Plain", "Json"),
  LogFileSize: int,
  LogFileInterval: oneOf("Infinite", "Year", "Month", "Day", "Hour", "Minute"),
  LogFileRetentionCount: int,
  DisableLogFile: bool,
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

const NAMES = new Map(Object.keys(OPTIONS).map((name) => [name.toLowerCase(), name as OptionName] as const));

/** The option of that name, whatever its upper and lower case, as the server looks it up. */
export const optionNamed = (name: string): OptionName | undefined => NAMES.get(name.toLowerCase());

/** Options that are read from the environment only. */
export const ENVIRONMENT_ONLY = ["DefaultAdminPassword", "DefaultOpsPassword", "TelemetryOptout"] as const;

/** The environment variable of an option: `NodePort` is KURRENTDB_NODE_PORT. */
export const environmentName = (option: string): string =>
  `KURRENTDB_${option.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()}`;
