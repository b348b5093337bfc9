import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder that changes the way the kubelet changes a Secret volume: each file is a link through `..data`, and `..data`
 * is a link that is swapped for one to a new folder, so that all files change at once and no watched file is written.
 */
export class SecretVolume {
  readonly path = mkdtempSync(join(tmpdir(), "secret-volume-"));
  readonly #links = new Set<string>();
  #version = 0;

  constructor(files: Record<string, string>) {
    this.write(files);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(files: Record<string, string>): void {
    const version = `..version-${this.#version++}`;
    mkdirSync(join(this.path, version));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.path, version, name), text);
    symlinkSync(version, join(this.path, "..new"));
    renameSync(join(this.path, "..new"), join(this.path, "..data"));
    for (const name of Object.keys(files)) {
      if (this.#links.has(name)) continue;
      this.#links.add(name);
      symlinkSync(join("..data", name), join(this.path, name));
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
