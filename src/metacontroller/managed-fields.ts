/**
 * Reading back what a field manager applied, from the fieldsV1 set in managedFields.
 *
 * The format: `f:NAME` is a field, `k:{…}` a list item by its keys, `v:…` an item of a set; a leaf `{}` owns the
 * whole value, and `.` stands for the container itself.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */

interface FieldSet {
  [path: string]: FieldSet;
}

/** The part of a value that a fieldsV1 set names. Lists keep the order of the observed value. */
export function ownedFields(value: unknown, fields: FieldSet | object): unknown {
  const paths = Object.keys(fields).filter((path) => path !== ".");
  // `{}` owns the value whole, whereas `{".": {}}` owns only an empty container.
  if (paths.length === 0) return "." in fields ? emptied(value) : value;
  if (Array.isArray(value)) return ownedItems(value, fields as FieldSet);
  if (value === null || typeof value !== "object") return value;

  const object = value as Record<string, unknown>;
  return Object.fromEntries(
    paths
      .filter((path) => path.startsWith("f:") && Object.hasOwn(object, path.slice(2)))
      .map((path) => [path.slice(2), ownedFields(object[path.slice(2)], (fields as FieldSet)[path]!)]),
  );
}

const emptied = (value: unknown) => (Array.isArray(value) ? [] : {});

/** A list can have thousands of items, and each is looked up among as many paths. */
function ownedItems(list: readonly unknown[], fields: FieldSet): unknown[] {
  const values = new Set(
    Object.keys(fields).flatMap((path) =>
      path.startsWith("v:") ? [canonical(JSON.parse(path.slice(2)))] : [],
    ),
  );
  const lookups = lookupsOf(fields);
  return list.flatMap((item) => {
    const owned = lookups.flatMap(({ names, byValues }) => byValues.get(valuesOf(item, names)) ?? [])[0];
    if (owned) return [ownedFields(item, owned)];
    return values.size > 0 && values.has(canonical(item)) ? [item] : [];
  });
}

/** Items by the values of their keys. The items of one list have the same keys, so there is one lookup for each list. */
interface Lookup {
  names: readonly string[];
  byValues: Map<string, FieldSet>;
}

function lookupsOf(fields: FieldSet): Lookup[] {
  const lookups = new Map<string, Lookup>();
  for (const [path, inner] of Object.entries(fields)) {
    if (!path.startsWith("k:")) continue;
    const keys = JSON.parse(path.slice(2)) as Record<string, unknown>;
    const names = Object.keys(keys).sort();
    const lookup = lookups.get(canonical(names)) ?? { names, byValues: new Map() };
    lookup.byValues.set(valuesOf(keys, names), inner);
    lookups.set(canonical(names), lookup);
  }
  return [...lookups.values()];
}

const valuesOf = (item: unknown, names: readonly string[]) =>
  canonical(names.map((name) => (item as Record<string, unknown> | null)?.[name]));

const canonical = (value: unknown) => JSON.stringify(value);
