import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A user of the API, known by a bearer token. */
export interface User {
  name: string;
  groups: readonly string[];
  token: string;
}

export const newUser = (name: string, groups: readonly string[]): User => ({
  name,
  groups,
  token: randomBytes(16).toString("hex"),
});

/** Writes the users in the form of --token-auth-file: token, name, uid and groups. @returns its path */
export async function writeTokens(folder: string, users: readonly User[]): Promise<string> {
  const path = join(folder, "tokens.csv");
  const lines = users.map(({ token, name, groups }) => `${token},${name},${name},"${groups.join(",")}"\n`);
  await writeFile(path, lines.join(""));
  return path;
}

/** Writes the key pair that service account tokens are signed and checked with. @returns the paths */
export async function writeServiceAccountKeys(folder: string): Promise<{ private: string; public: string }> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "prime256v1",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const paths = { private: join(folder, "service-account.key"), public: join(folder, "service-account.pub") };
  await writeFile(paths.private, privateKey);
  await writeFile(paths.public, publicKey);
  return paths;
}

/**
 * Writes a kubeconfig with one cluster and one user. @returns its path
 *
 * @param user the user entry: `{token}` or `{as, as-groups}`
 */
export async function writeKubeconfig(
  folder: string,
  name: string,
  cluster: { server: string; "certificate-authority-data"?: string },
  user: object,
): Promise<string> {
  const path = join(folder, "kubeconfigs", `${name.replaceAll(/[^\w.-]/g, "-")}.json`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster }],
    users: [{ name, user }],
    contexts: [{ name: "test", context: { cluster: "test", user: name } }],
    "current-context": "test",
  };
  await mkdir(join(folder, "kubeconfigs"), { recursive: true });
  await writeFile(path, JSON.stringify(config, undefined, 2)); // JSON is YAML.
  return path;
}
