/** Maps from free keys to free strings, in which an empty string is a value like any other. */
const STRING_MAPS = new Set([
  "annotations",
  "binaryData",
  "data",
  "labels",
  "limits",
  "matchLabels",
  "nodeSelector",
  "requests",
  "selector",
]);

/**
 * An object without what the API server does not store: empty texts, lists and maps. Users write them (`value: ""`,
 * `tolerations: []`), and each would differ from what is stored, and so be written again at every sync.
 *
 * Empty objects stay: `emptyDir: {}` and `podSelector: {}` mean something.
 */
export function asStored<T>(value: T): T {
  if (Array.isArray(value)) return value.map(asStored) as T;
  if (value === null || typeof value !== "object") return value;
  const stored: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined || inner === "" || (Array.isArray(inner) && inner.length === 0)) continue;
    if (!STRING_MAPS.has(key) || !isFlat(inner)) put(stored, key, asStored(inner));
    else if (Object.keys(inner).length > 0) put(stored, key, inner);
  }
  return stored as T;
}

/** Like an assignment, which would take a key called `__proto__` for a wish to inherit from its value. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A Service's selector is such a map; a ServiceMonitor's is an object. */
const isFlat = (value: unknown): value is object =>
  value !== null &&
  typeof value === "object" &&
  Object.values(value).every((inner) => typeof inner !== "object");
