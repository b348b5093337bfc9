import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { madeOnce } from "./made-once.ts";

const run = promisify(execFile);

/** Programs that a Go module under test/tools names in its `tool` lines. */
export interface GoTools {
  /** Its folder under test/tools. */
  folder: string;
  /** How long the first build takes, for whoever waits for it. */
  takes: string;
  /** The programs, by the name they get: the last part of their package's path, where that is another one. */
  programs: Readonly<Record<string, string>>;
  /** Build tags, with commas between. */
  tags?: string;
  /** A string variable that is to hold the version of a module: `go build` writes no version into a dependency. */
  stamp?: { variable: string; module: string };
  /** Files of a module that the programs need; they are put beside them. */
  files?: { module: string; paths: readonly string[] };
}

/**
 * Builds programs from source, unless that was done before.
 *
 * Go is what every developer's machine and CI can have from a package registry; the projects' own downloads are
 * not. The outcome stays in the user's cache, under a key made of everything it depends on.
 *
 * @returns the folder that holds the programs and files
 * @throws an error of one line when there is no Go, or when it cannot build
 */
export async function goTools(tools: GoTools): Promise<string> {
  const source = fileURLToPath(new URL(`../../tools/${tools.folder}`, import.meta.url));
  const folder = join(cache(), `${tools.folder}-${await key(tools, source)}`);
  if (existsSync(folder)) return folder;

  const names = Object.keys(tools.programs).join(", ");
  const began = Date.now();
  const say = () =>
    console.error(
      `building ${names} from source, which happens once and takes ${tools.takes}; ` +
        `${Math.round((Date.now() - began) / 1000)} s so far`,
    );
  say();
  const progress = setInterval(say, 15_000);
  try {
    await madeOnce(folder, (unfinished) => build(tools, source, unfinished));
  } catch (error) {
    throw new Error(`${names} cannot be built: ${lastLine(error)}`);
  } finally {
    clearInterval(progress);
  }
  return folder;
}

async function build(tools: GoTools, source: string, target: string): Promise<void> {
  const stamp =
    tools.stamp && `-X ${tools.stamp.variable}=${await ofModule("Version", tools.stamp.module, source)}`;
  const flags = [
    "-trimpath",
    `-tags=${tools.tags ?? ""}`,
    `-ldflags=-s -w ${stamp ?? ""}`,
    "-o",
    `${target}/`,
  ];
  await go(["build", ...flags, "tool"], source);
  for (const [name, built] of Object.entries(tools.programs)) {
    await rename(join(target, built), join(target, name));
  }
  if (!tools.files) return;
  const module = await ofModule("Dir", tools.files.module, source);
  for (const path of tools.files.paths) {
    // Written and not copied: Go's module cache is read-only, and so would a copy be.
    await writeFile(join(target, basename(path)), await readFile(join(module, path)));
  }
}

const ofModule = (field: "Dir" | "Version", module: string, source: string) =>
  go(["list", "-m", "-f", `{{.${field}}}`, module], source);

async function key(tools: GoTools, source: string): Promise<string> {
  const parts = [
    await go(["version"], source),
    await readFile(join(source, "go.mod"), "utf8"),
    await readFile(join(source, "go.sum"), "utf8"),
    JSON.stringify(tools),
  ];
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}

async function go(args: string[], source: string): Promise<string> {
  const env = { ...process.env, CGO_ENABLED: "0" };
  const { stdout } = await run("go", args, { cwd: source, env, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error) => {
      throw error.code === "ENOENT" ? new Error("Go is not installed") : error;
    },
  );
  return stdout.trim();
}

const cache = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "stream-operators", "tools");

/** Go ends with the line that matters; the lines before it are downloads. */
function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message).split("\n").at(-1)!;
}
