import fc from "fast-check";

const SUFFIXES = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Amounts that mean something to people, in any notation: `1000m`, `1.5Gi`, `1e3`, `+2`, `.5`, `007`. */
export const anyQuantity: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "", "", "+"),
    fc.oneof(
      fc.constantFrom(
        "0",
        "1",
        "10",
        "512",
        "1000",
        "1024",
        "1536",
        "2048",
        "0.5",
        ".5",
        "1.",
        "007",
        "0.0001",
      ),
      fc.nat({ max: 1_000_000 }).map(String),
      fc.tuple(fc.nat({ max: 9999 }), fc.nat({ max: 999_999 })).map(([whole, rest]) => `${whole}.${rest}`),
    ),
    fc.oneof(
      fc.constantFrom(...SUFFIXES),
      fc.tuple(fc.constantFrom("e", "E", "e+", "e-"), fc.nat({ max: 9 })).map(([e, power]) => `${e}${power}`),
    ),
  )
  .map((parts) => parts.join(""));

/** Whatever may stand where a number or a text may: a rule says which of these are meant. */
export const anyAmount: fc.Arbitrary<string | number> = fc.oneof(
  anyQuantity,
  fc.nat({ max: 64 }),
  fc.nat({ max: 100 }).map((share) => `${share}%`),
);
