import { readFileSync } from "node:fs";

const folder = new URL("certificates/", import.meta.url);

/** The text of `NAME.crt` or `NAME.key` from the folder beside this file. */
export const pem = (file: string): string => readFileSync(new URL(file, folder), "utf8");

/** The path of the same. */
export const pemPath = (file: string): string => new URL(file, folder).pathname;
