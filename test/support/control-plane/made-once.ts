import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock's owner touches it this often; one that has not been touched for a good while has no owner any more. */
const HEARTBEAT_MS = 5_000;
const STALE_MS = 30_000;

/**
 * Sees to it that a folder exists, complete, and is made once however many processes ask for it at a time.
 *
 * The lock only saves work: should two processes ever take over the same stale one, both make the folder, each
 * under a name of its own, and whoever comes second finds it there.
 *
 * @param make fills the empty folder it is given; what it throws goes to the caller, and the next caller tries again
 */
export async function madeOnce(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  const lock = `${folder}.lock`;
  await mkdir(dirname(folder), { recursive: true });
  while (!existsSync(folder)) {
    if (!(await taken(lock))) {
      await sleep(300);
      continue;
    }
    const heartbeat = setInterval(() => utimes(lock, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS);
    try {
      if (!existsSync(folder)) await makeBeside(folder, make);
    } finally {
      clearInterval(heartbeat);
      await rm(lock, { force: true });
    }
  }
}

async function makeBeside(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  await removeUnfinished(folder);
  const unfinished = `${folder}.unfinished-${process.pid}`;
  await mkdir(unfinished);
  try {
    await make(unfinished);
    await rename(unfinished, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** What a process left that was killed in the middle: whoever holds the lock is the only one at work. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const entry of await readdir(dirname(folder))) {
    if (entry.startsWith(`${basename(folder)}.unfinished-`)) {
      await rm(join(dirname(folder), entry), { recursive: true, force: true });
    }
  }
}

/** Takes the lock if nobody has it. A stale one is removed, and may be taken at the next try. */
async function taken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const touched = await stat(lock).catch(() => undefined);
    if (touched && Date.now() - touched.mtimeMs > STALE_MS) await rm(lock, { force: true });
    return false;
  }
}
