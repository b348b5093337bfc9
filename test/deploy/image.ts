/** What deploy/image/Dockerfile says, and its image's content as a process. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./kustomize.ts";

export const dockerfile = readFileSync(join(repository, "deploy/image/Dockerfile"), "utf8");

const instruction = (name: string): string => new RegExp(`^${name} (.*)$`, "m").exec(dockerfile)![1]!;

export const image = {
  environment: Object.fromEntries(
    instruction("ENV")
      .split(" ")
      .map((pair) => pair.split("=") as [string, string]),
  ),
  command: [...JSON.parse(instruction("ENTRYPOINT")), ...JSON.parse(instruction("CMD"))] as string[],
  user: instruction("USER").split(":") as [string, string],
  folder: /^FROM scratch$[\s\S]*^WORKDIR (.*)$/m.exec(dockerfile)![1]!,
};

/** Writes the image's root file system to a folder, as the Dockerfile does. */
export function stage(folder: string): void {
  const [, script] = /^RUN sh (\S+) \/image$/m.exec(dockerfile)!;
  execFileSync("sh", [join(repository, script!), folder], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, npm_config_loglevel: "error" },
  });
}

/** A copy that costs nothing but the program itself, whose text counts for each that runs it as if it were alone. */
export function copyOf(root: string, folder: string): string {
  const [program] = image.command as [string];
  execFileSync("cp", ["-al", root, folder]);
  execFileSync("cp", ["--remove-destination", join(root, program), join(folder, program)]);
  return folder;
}

/** Why it cannot be run here, or false. */
export function runMissing(): string | false {
  if (process.getuid?.() !== 0) return "only root may change the root folder and the user";
  try {
    execFileSync("unshare", ["--mount", "setpriv", "--no-new-privs", "true"], { stdio: "ignore" });
    return false;
  } catch {
    return "unshare and setpriv (util-linux) cannot be used here";
  }
}

/**
 * Runs it as a container runtime would: its own root, read-only, the image's user, no way to more power. What is left
 * out of that: seccomp, and a network of its own.
 */
export function run(
  root: string,
  env: Record<string, string>,
  entrances: readonly string[],
  command: readonly string[] = image.command,
): ChildProcess {
  const [user, group] = image.user;
  const script = `
    set -e
    # The text of a program counts for whoever reads it first. That was not the service, but would be in a pod.
    sync "$ROOT${image.command[0]}" && dd "if=$ROOT${image.command[0]}" iflag=nocache count=0 status=none
    for entrance in ${entrances.join(" ")}; do echo $$ > $entrance; done
    mount --bind "$ROOT" "$ROOT"
    mount -o remount,bind,ro "$ROOT"
    mount --rbind /proc "$ROOT/proc"
    mount --rbind /dev "$ROOT/dev"
    exec setpriv --no-new-privs --clear-groups \
      unshare "--root=$ROOT" --wd=${image.folder} --setgid=${group} --setuid=${user} "$@"`;
  return spawn("unshare", ["--mount", "sh", "-c", script, "sh", ...command], {
    env: { PATH: process.env.PATH!, ROOT: root, ...image.environment, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
