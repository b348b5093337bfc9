/**
 * Kubernetes quantities: parsing, comparing, and the one form in which the API server stores each.
 *
 * The rules are those of apimachinery's resource.Quantity:
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

// Short, since the API server counts a rule's cost by the length of its expression, and adds up those of a resource.
const NUMBER = String.raw`[+-]?(\d+\.?\d*|\.\d+)`;
const SUFFIX = String.raw`([numk]|[MGTPE]i?|Ki|[eE][+-]?\d+)?`;

/** What a quantity looks like; the same expression serves CEL (RE2) and JavaScript. */
export const QUANTITY_PATTERN = `^${NUMBER}${SUFFIX}$`;

const PARTS = new RegExp(`^(${NUMBER})${SUFFIX}$`);
const DECIMAL_SUFFIXES = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY_SUFFIXES = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const LARGEST_EXPONENT = 18;
/** Nobody means more characters than this, and a million digits take seconds to read. */
const LONGEST = 64;
const NANO_DIGITS = 9;
/** More than this the API server cuts off, if it is written with a binary suffix. In billionths. */
const LARGEST_BINARY = (2n ** 63n - 1n) * 10n ** BigInt(NANO_DIGITS);

type Format = "decimal" | "binary" | "exponent";

interface Quantity {
  /** In billionths, the finest step a quantity knows. */
  nanos: bigint;
  format: Format;
}

/** Whether the text is a quantity that the API server would accept as a non-negative amount. */
export function isQuantity(text: string | number): boolean {
  const quantity = parse(text);
  return quantity !== undefined && quantity.nanos >= 0n;
}

/** Less than 0, 0 or more than 0, as `a` is below, equal to or above `b`, whatever the notation. */
export function compareQuantities(a: string | number, b: string | number): number {
  const difference = mustParse(a).nanos - mustParse(b).nanos;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * The form the API server writes back: `1000m` becomes `1`, `1024Mi` becomes `1Gi`. Any other form would differ
 * from what is stored, and Metacontroller would write the object again at every sync.
 *
 * @throws RangeError when the text is no quantity
 */
export function canonicalQuantity(text: string | number): string {
  const { nanos, format } = mustParse(text);
  if (format === "binary") return binary(nanos);
  return decimal(nanos, format);
}

/**
 * The canonical form of an amount in a resource list (requests, limits, capacity), which the API server rounds
 * to thousandths, away from zero.
 *
 * @throws RangeError when the text is no quantity
 */
export function canonicalResource(text: string | number): string {
  const { nanos, format } = mustParse(text);
  const step = 1_000_000n;
  const milli = ((nanos + (nanos < 0n ? 1n - step : step - 1n)) / step) * step;
  return format === "binary" ? binary(milli) : decimal(milli, format);
}

function mustParse(text: string | number): Quantity {
  const quantity = parse(text);
  if (quantity === undefined) throw new RangeError(`${JSON.stringify(text)} is no Kubernetes quantity`);
  return quantity;
}

function parse(text: string | number): Quantity | undefined {
  if (typeof text === "string" && text.length > LONGEST) return undefined;
  const [, number, , suffix = ""] = PARTS.exec(String(text)) ?? [];
  if (number === undefined) return undefined;

  const format: Format = /^[KMGTPE]i$/.test(suffix)
    ? "binary"
    : /^[eE][+-]?\d/.test(suffix)
      ? "exponent"
      : "decimal";
  const [whole = "", fraction = ""] = number.replace(/^[+-]/, "").split(".");
  const sign = number.startsWith("-") ? -1n : 1n;
  const digits = BigInt(`${whole}${fraction}` || "0");

  if (format === "binary") {
    const scaled = digits * 1024n ** BigInt(BINARY_SUFFIXES.indexOf(suffix));
    const nanos = shift(scaled, NANO_DIGITS - fraction.length);
    return { nanos: sign * (nanos > LARGEST_BINARY ? LARGEST_BINARY : nanos), format };
  }
  const exponent =
    format === "exponent" ? Number(suffix.slice(1)) : 3 * DECIMAL_SUFFIXES.indexOf(suffix) - NANO_DIGITS;
  if (Math.abs(exponent) > 2 * LARGEST_EXPONENT) return undefined;
  return { nanos: sign * shift(digits, exponent + NANO_DIGITS - fraction.length), format };
}

/** Multiplies by a power of ten; what falls below a billionth is rounded up, as the API server does. */
function shift(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor - 1n) / divisor;
}

function decimal(nanos: bigint, format: Format): string {
  let mantissa = nanos;
  let exponent = -NANO_DIGITS;
  while (exponent < LARGEST_EXPONENT && mantissa % 1000n === 0n && mantissa !== 0n) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (mantissa === 0n) return "0";
  if (format === "exponent") return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL_SUFFIXES[exponent / 3 + 3]}`;
}

function binary(nanos: bigint): string {
  const unit = 10n ** BigInt(NANO_DIGITS);
  // Below 1024, and where a fraction would be lost, the API server falls back to the decimal notation.
  if (nanos % unit !== 0n || (nanos > -1024n * unit && nanos < 1024n * unit))
    return decimal(nanos, "decimal");

  let mantissa = nanos / unit;
  let step = 0;
  while (step < BINARY_SUFFIXES.length - 1 && mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    step += 1;
  }
  return `${mantissa}${BINARY_SUFFIXES[step]}`;
}
