import { Document, isMap, isScalar, isSeq, type Node, stringify, visit } from "yaml";

/** The first line of a generated file. @param source where a change begins */
export const madeFrom = (source: string): string => `Made by "npm run generate" from ${source}. Do not edit.`;

/**
 * A generated manifest: YAML as one writes it by hand, with the reasons beside what they are for.
 *
 * @param heading the lines at its top, the first of them by {@link madeFrom}
 * @param reasons comments by what they stand above: `spec.parentResource`, `rules.2`
 */
export function manifest(
  heading: readonly string[],
  value: object,
  reasons: Readonly<Record<string, string>> = {},
): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  for (const [path, reason] of Object.entries(reasons)) commentAbove(document, path.split("."), reason);
  visit(document, {
    Seq(_, list) {
      const words = list.items.map((item) => (isScalar(item) ? String(item.value) : undefined));
      if (words.every((word) => word !== undefined)) list.flow = words.join(", ").length <= LINE;
    },
  });
  return comments(heading) + document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A list of words stands on a line, where it fits. */
const LINE = 90;

/** A generated file for kustomize, with a line for each entry. */
export const kustomization = (
  heading: readonly string[],
  kind: "Kustomization" | "Component",
  rest: object,
): string => {
  const apiVersion = `kustomize.config.k8s.io/${kind === "Component" ? "v1alpha1" : "v1beta1"}`;
  return comments(heading) + stringify({ apiVersion, kind, ...rest }, { lineWidth: 0 });
};

const comments = (lines: readonly string[]) => lines.map((line) => `# ${line}\n`).join("");

/** @throws when the manifest has no such place, or a reason would silently be lost */
function commentAbove(document: Document, path: readonly string[], comment: string): void {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1)!;
  const place = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key
    : isSeq(parent)
      ? parent.items[Number(last)]
      : undefined;
  if (!place) throw new Error(`The manifest has no ${path.join(".")}`);
  (place as Node).commentBefore = comment.replaceAll(/^/gm, " ");
}
