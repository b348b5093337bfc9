import { shortened } from "./shortened.ts";

/** No field's name is as long; longer ones come from people who want to see what it does to us. */
const LONGEST = 300;

/**
 * A JSON pointer as Kubernetes writes the paths of fields: `/spec/tolerations/0/key` becomes `spec.tolerations[0].key`,
 * and `/children/Service.v1/a~1b/kind` becomes `children["Service.v1"]["a/b"].kind`.
 */
export function fieldPath(pointer: string): string {
  const path = pointer
    // A path is at least half as long as its pointer, so what is cut off here would be cut off below.
    .slice(0, 3 * LONGEST)
    .split("/")
    .slice(1)
    .map((step) => written(step.replaceAll("~1", "/").replaceAll("~0", "~")))
    .join("")
    .replace(/^\./, "");
  return shortened(path, LONGEST);
}

function written(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`;
  return /^[A-Za-z_$][\w$-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
