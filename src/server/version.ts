import { readFileSync } from "node:fs";

/** The release, from package.json: two folders up both from src/server and from dist/server. */
export const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);
