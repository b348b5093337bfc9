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

function ownedItems(list: readonly unknown[], fields: FieldSet): unknown[] {
  const byKeys = Object.entries(fields)
    .filter(([path]) => path.startsWith("k:"))
    .map(([path, inner]) => ({ keys: JSON.parse(path.slice(2)) as Record<string, unknown>, inner }));
  const values = new Set(
    Object.keys(fields).flatMap((path) =>
      path.startsWith("v:") ? [canonical(JSON.parse(path.slice(2)))] : [],
    ),
  );
  return list.flatMap((item) => {
    const match = byKeys.find(({ keys }) => hasKeys(item, keys));
    if (match) return [ownedFields(item, match.inner)];
    return values.has(canonical(item)) ? [item] : [];
  });
}

const hasKeys = (item: unknown, keys: Record<string, unknown>) =>
  Object.entries(keys).every(([key, value]) => (item as Record<string, unknown> | null)?.[key] === value);

const canonical = (value: unknown) => JSON.stringify(value);
