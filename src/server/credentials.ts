/** Certificates and tokens from files that change while the service runs. */
import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { StartError, type TlsFiles } from "./settings.ts";

/** The content of the files, checked: whatever is here can be used. */
export interface Credentials {
  tls?: SecureContextOptions;
  /** Those that callers may send: the token, and the other one while it is being changed. */
  tokens?: readonly string[];
}

/** Their paths, as the settings have them. */
export interface CredentialFiles {
  tls?: TlsFiles;
  tokenFile?: string;
}

/**
 * Reads all files and checks that they can be used together.
 *
 * @throws StartError naming the setting and the file
 */
export async function readCredentials(files: CredentialFiles): Promise<Credentials> {
  return {
    ...(files.tls && { tls: await readTls(files.tls) }),
    ...(files.tokenFile !== undefined && { tokens: await readTokens(files.tokenFile) }),
  };
}

async function readTls(files: TlsFiles): Promise<SecureContextOptions> {
  const tls = {
    cert: await read("TLS_CERT_FILE", files.cert),
    key: await read("TLS_KEY_FILE", files.key),
    ...(files.clientCa !== undefined && { ca: await read("TLS_CLIENT_CA_FILE", files.clientCa) }),
  };
  certificates("TLS_CERT_FILE", files.cert, tls.cert);
  // An empty CA must not pass: Node would then trust every public authority to sign clients.
  if (files.clientCa !== undefined) certificates("TLS_CLIENT_CA_FILE", files.clientCa, tls.ca as string);
  try {
    createSecureContext(tls);
  } catch (error) {
    const reason = (error as Error).message;
    throw new StartError(
      `TLS_CERT_FILE ${files.cert} and TLS_KEY_FILE ${files.key} do not go together: ${reason}`,
    );
  }
  return tls;
}

function certificates(setting: string, path: string, pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [];
  if (blocks.length === 0) throw new StartError(`${setting} ${path} contains no certificate`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw new StartError(`${setting} ${path} contains a certificate that cannot be read`);
  }
}

/** When the certificate expires, in seconds since 1970. */
export const expiryOf = (tls: SecureContextOptions): number =>
  Date.parse(new X509Certificate(tls.cert as string).validTo) / 1000;

/** What is shorter can be tried out. */
const SHORTEST_TOKEN = 16;

/** Of the other token it is no mistake that it is not there: it is there only while the token is being changed. */
async function readTokens(path: string): Promise<string[]> {
  const token = await readToken(path);
  const otherPath = join(dirname(path), OTHER_TOKEN);
  return existsSync(otherPath) ? [token, await readToken(otherPath)] : [token];
}

/** The file beside that of the token; with both in one Secret, its key. */
const OTHER_TOKEN = "other-token";

async function readToken(path: string): Promise<string> {
  const token = (await read("AUTH_TOKEN_FILE", path)).trim();
  if (token === "") throw new StartError(`AUTH_TOKEN_FILE ${path} is empty`);
  if (/\s/.test(token)) throw new StartError(`AUTH_TOKEN_FILE ${path} contains more than one word`);
  if (token.length < SHORTEST_TOKEN) {
    throw new StartError(
      `AUTH_TOKEN_FILE ${path} has fewer than ${SHORTEST_TOKEN} characters, and could be guessed: take openssl rand -hex 32`,
    );
  }
  return token;
}

async function read(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new StartError(`${setting} ${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
