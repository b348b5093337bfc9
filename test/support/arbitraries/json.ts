import fc from "fast-check";

/** Keys that JavaScript's objects have anyway, beside ordinary ones. */
const anyKey = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "length",
    "0",
    "name",
    "spec",
    "metadata",
    "f:x",
    ".",
  ),
  fc.string({ maxLength: 8 }),
);

/** Any JSON, as it comes over the wire. */
export const anyJson: fc.Arbitrary<unknown> = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false, 0, -1, 1.5, 1e300, "", "text", "__proto__", "\u0000"),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(anyKey, tie("value"), { maxKeys: 3 }),
    ),
  }))
  .value.map((value) => JSON.parse(JSON.stringify(value)));

/** A copy of a value in which something, anywhere, is something else. */
export const changed = <T>(value: T): fc.Arbitrary<T> =>
  fc
    .tuple(fc.constantFrom(...pathsOf(value)), anyJson)
    .map(([path, replacement]) => replaced(value, path, replacement) as T);

type Path = readonly string[];

/** Every place in a value, the whole of it aside. */
const pathsOf = (value: unknown, path: Path = []): Path[] =>
  value === null || typeof value !== "object"
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);

function replaced(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const inner = replaced((value as Record<string, unknown>)[key], rest, replacement);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...(value as object), [key]: inner };
}
