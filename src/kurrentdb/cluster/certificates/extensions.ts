/**
 * What a certificate says about itself and Node does not tell: it reads the extended key usages only. OpenSSL has read
 * the certificate before, so a walk along its values will do; a library that reads all of it anew takes as long as the
 * rest of the check, and throws at dates that OpenSSL takes.
 */
import type { X509Certificate } from "node:crypto";

/** Ids of extensions in DER: 2.5.29.15 and 2.5.29.19. */
const KEY_USAGE = "551d0f";
const BASIC_CONSTRAINTS = "551d13";

/** The bits of the key usage from the first on, in cert-manager's words. Source: RFC 5280, 4.2.1.3. */
const BITS = [
  "digital signature",
  "content commitment",
  "key encipherment",
  "data encipherment",
  "key agreement",
  "cert sign",
  "crl sign",
] as const;

export type KeyUsage = (typeof BITS)[number];

/** What the key of a certificate may be used for; undefined where the certificate says nothing of it. */
export const keyUsages = (certificate: X509Certificate): readonly KeyUsage[] | undefined =>
  usagesIn(extensionsOf(certificate));

/**
 * Whether a certificate may sign others, as OpenSSL has it, which .NET asks: one of the first version, which has no
 * extensions, may. Source: X509_check_ca.
 */
export function maySign(certificate: X509Certificate): boolean {
  const extensions = extensionsOf(certificate);
  const usages = usagesIn(extensions);
  if (!extensions.has(BASIC_CONSTRAINTS)) return usages?.includes("cert sign") ?? extensions.size === 0;
  return certificate.ca && (usages?.includes("cert sign") ?? true);
}

function usagesIn(extensions: ReadonlyMap<string, Buffer>): KeyUsage[] | undefined {
  const content = extensions.get(KEY_USAGE);
  if (!content) return undefined;
  // Before the bits stands how many of the last byte do not count.
  const [, first = 0] = valuesIn(content)[0]?.content ?? [];
  return BITS.filter((_, index) => first & (0x80 >> index));
}

const EXTENSIONS_TAG = 0xa3;

/** The extensions' content by their ids. Source: RFC 5280, 4.1. */
function extensionsOf({ raw }: X509Certificate): ReadonlyMap<string, Buffer> {
  const toBeSigned = within(within(valuesIn(raw)[0])[0]);
  const extensions = within(within(toBeSigned.find(({ tag }) => tag === EXTENSIONS_TAG))[0]);
  return new Map(
    extensions.flatMap((extension) => {
      const [id, ...rest] = within(extension);
      const content = rest.at(-1);
      return id && content ? [[id.content.toString("hex"), content.content] as const] : [];
    }),
  );
}

interface DerValue {
  tag: number;
  content: Buffer;
}

const within = (value: DerValue | undefined): DerValue[] => (value ? valuesIn(value.content) : []);

/** The values that stand one after the other. A length above 127 is itself preceded by how many bytes it has. */
function valuesIn(der: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at + 2 <= der.length; ) {
    const [tag = 0, short = 0] = der.subarray(at, at + 2);
    const bytes = der.subarray(at + 2, at + 2 + (short > 127 ? short - 128 : 0));
    const length = short > 127 ? bytes.reduce((sum, byte) => sum * 256 + byte, 0) : short;
    const start = at + 2 + bytes.length;
    at = start + length;
    values.push({ tag, content: der.subarray(start, at) });
  }
  return values;
}
