/** The service's settings: environment variables in, checked values out. Nothing else reads the environment. */
import { type Static, Type } from "@sinclair/typebox";
import envSchema from "env-schema";
import { CLUSTER_DOMAIN, DEFAULT_PLATFORM, type Platform } from "../controller/platform.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const port = (value: number) =>
  Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: value,
    description: "a port from 0 (any free one) to 65535",
  });
const file = Type.Optional(Type.String({ minLength: 1, description: "the path of a file" }));

const Environment = Type.Object({
  HOST: Type.String({ minLength: 1, default: "127.0.0.1", description: "an address to listen on" }),
  WEBHOOK_PORT: port(9443),
  METRICS_PORT: port(8080),
  HEALTH_PORT: port(8081),
  OPERATORS: Type.Optional(
    Type.String({ minLength: 1, description: "names of operators with commas between" }),
  ),
  CLUSTER_DOMAIN: Type.String({
    ...CLUSTER_DOMAIN,
    default: DEFAULT_PLATFORM.clusterDomain,
    description: `the Kubernetes cluster's DNS domain in small letters, such as ${DEFAULT_PLATFORM.clusterDomain}`,
  }),
  LOG_LEVEL: Type.Unsafe<(typeof LEVELS)[number]>(
    Type.String({ enum: LEVELS, default: "info", description: `one of ${LEVELS.join(", ")}` }),
  ),
  TLS_CERT_FILE: file,
  TLS_KEY_FILE: file,
  TLS_CLIENT_CA_FILE: file,
  AUTH_TOKEN_FILE: file,
});

export interface Settings {
  host: string;
  webhookPort: number;
  metricsPort: number;
  healthPort: number;
  /** Names out of those that exist, each once, in the order they exist in. */
  operators: string[];
  platform: Platform;
  logLevel: (typeof LEVELS)[number];
  tls?: TlsFiles;
  /** File with the bearer token that callers must send. */
  tokenFile?: string;
}

/** Paths of PEM files. With a client CA, callers must show a certificate that it signed. */
export interface TlsFiles {
  cert: string;
  key: string;
  clientCa?: string;
}

/** Something outside the program keeps it from starting. The message is the one line that says what. */
export class StartError extends Error {}

/**
 * @param env the process's environment
 * @param names the operators that exist
 * @throws StartError naming every setting that is wrong
 */
export function readSettings(env: NodeJS.ProcessEnv, names: readonly string[]): Settings {
  const read = environment(env);
  const tls = tlsFiles(read);
  return {
    host: read.HOST,
    webhookPort: read.WEBHOOK_PORT,
    metricsPort: read.METRICS_PORT,
    healthPort: read.HEALTH_PORT,
    operators: chosen(read.OPERATORS, names),
    platform: { clusterDomain: read.CLUSTER_DOMAIN },
    logLevel: read.LOG_LEVEL,
    ...(tls && { tls }),
    ...(read.AUTH_TOKEN_FILE !== undefined && { tokenFile: read.AUTH_TOKEN_FILE }),
  };
}

function environment(env: NodeJS.ProcessEnv): Static<typeof Environment> {
  try {
    return envSchema<Static<typeof Environment>>({ schema: Environment, data: env, env: false });
  } catch (error) {
    throw new StartError(wrongValues(error, env));
  }
}

/** Says it in the settings' own words: the validator's "must match pattern" helps nobody who sets a variable. */
function wrongValues(error: unknown, env: NodeJS.ProcessEnv): string {
  const { errors } = error as { errors?: { instancePath: string }[] };
  if (!errors) throw error;
  const names = new Set(errors.map(({ instancePath }) => instancePath.slice(1)));
  return [...names]
    .map((name) => {
      const { description } = Environment.properties[name as keyof typeof Environment.properties];
      return `${name} must be ${description}, not ${JSON.stringify(env[name])}`;
    })
    .join("; ");
}

function chosen(list: string | undefined, names: readonly string[]): string[] {
  const asked = list?.split(",").map((name) => name.trim()) ?? names;
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new StartError(
      `OPERATORS has no operator named ${unknown.map((name) => JSON.stringify(name)).join(", ")}; there are: ${names.join(", ")}`,
    );
  }
  return names.filter((name) => asked.includes(name));
}

function tlsFiles(read: Static<typeof Environment>): TlsFiles | undefined {
  const { TLS_CERT_FILE: cert, TLS_KEY_FILE: key, TLS_CLIENT_CA_FILE: clientCa } = read;
  if (cert === undefined && key === undefined) {
    if (clientCa === undefined) return undefined;
    throw new StartError("TLS_CLIENT_CA_FILE needs TLS_CERT_FILE and TLS_KEY_FILE");
  }
  if (key === undefined) throw new StartError("TLS_CERT_FILE needs TLS_KEY_FILE");
  if (cert === undefined) throw new StartError("TLS_KEY_FILE needs TLS_CERT_FILE");
  return { cert, key, ...(clientCa !== undefined && { clientCa }) };
}
