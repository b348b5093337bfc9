/** The pages of this repository, taken apart: what they link to, what can be linked to in them, and their code. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import GithubSlugger from "github-slugger";
import { marked, type Token, type Tokens } from "marked";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

export interface Page {
  /** Relative to the repository. */
  file: string;
  text: string;
  /** Targets of links and pictures, as written. */
  links: readonly string[];
  /** What GitHub calls the headings in a URL. */
  anchors: ReadonlySet<string>;
  blocks: readonly { language: string; code: string }[];
  /** Code within a line. */
  codeSpans: readonly string[];
}

const NOT_OURS = new Set(["node_modules", "dist", ".git"]);

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? markdownIn(path) : entry.name.endsWith(".md") ? [path] : [];
  });
}

function page(path: string): Page {
  const text = readFileSync(path, "utf8");
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(text), (token) => void tokens.push(token));
  const ofType = <T extends Token>(...types: string[]) =>
    tokens.filter(({ type }) => types.includes(type)) as T[];
  const slugger = new GithubSlugger();
  return {
    file: relative(repository, path),
    text,
    links: ofType<Tokens.Link>("link", "image").map(({ href }) => href),
    anchors: new Set(ofType<Tokens.Heading>("heading").map((heading) => slugger.slug(plainText(heading)))),
    blocks: ofType<Tokens.Code>("code").map(({ lang = "", text: code }) => ({ language: lang, code })),
    codeSpans: ofType<Tokens.Codespan>("codespan").map(({ text: code }) => code),
  };
}

/** A heading without its marks. */
const plainText = (token: Token): string =>
  "tokens" in token && token.tokens
    ? token.tokens.map(plainText).join("")
    : "text" in token
      ? token.text
      : "";

export const pages: readonly Page[] = markdownIn(repository).sort().map(page);
