/** Certificates made on the spot, so that each test says what is particular about the one it looks at. */
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import {
  Set as AsnSet,
  type AsnType,
  BitString,
  Boolean as Bool,
  Constructed,
  fromBER,
  GeneralizedTime,
  Integer,
  Null,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  Utf8String,
} from "asn1js";

type Key = { publicKey: KeyObject; privateKey: KeyObject };
const keys = new Map<string, Key>();

/** A key by a name of ours, made once, and short, since long ones take a while. `ec…` is one on a curve. */
export function keyOf(name: string): Key {
  const made =
    keys.get(name) ??
    (name.startsWith("ec")
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 1024 }));
  keys.set(name, made);
  return made;
}

export const keyPem = (name: string, type: "pkcs1" | "pkcs8" = "pkcs8"): string =>
  keyOf(name).privateKey.export({ type, format: "pem" }).toString();

export interface Wanted {
  /** Its key, by name. */
  key: string;
  /** Who signs it: name and key. Itself unless said. */
  issuer?: { commonName: string; key: string } | undefined;
  /** None, one or several. */
  commonName?: string | string[];
  /** No extension where undefined. */
  dnsNames?: string[] | undefined;
  /** Bits of the key usage, the first one first: `10100`. No extension where undefined. */
  keyUsage?: string | undefined;
  /** Extended usages, by id. No extension where undefined. */
  extended?: string[] | undefined;
  /** No extension where undefined. */
  ca?: boolean | undefined;
  from?: string;
  to?: string;
}

/** PEM. */
export function certificate(wanted: Wanted): string {
  const { key, issuer, from = "2026-01-01", to = "2028-01-01" } = wanted;
  const own = [wanted.commonName ?? []].flat();
  const toBeSigned = sequence(
    tagged(0, new Integer({ value: 2 })),
    new Integer({ value: 1 }),
    SHA256_WITH_RSA,
    nameOf(issuer ? [issuer.commonName] : own),
    sequence(time(from), time(to)),
    nameOf(own),
    fromBER(keyOf(key).publicKey.export({ type: "spki", format: "der" })).result,
    ...extensions(wanted),
  );
  const signature = sign("sha256", Buffer.from(toBeSigned.toBER()), keyOf(issuer?.key ?? key).privateKey);
  const der = sequence(toBeSigned, SHA256_WITH_RSA, new BitString({ valueHex: signature })).toBER();
  return new X509Certificate(Buffer.from(der)).toString();
}

function extensions({ dnsNames, keyUsage, extended, ca }: Wanted): AsnType[] {
  const list = [
    ...(dnsNames ? [extension("2.5.29.17", sequence(...dnsNames.map(dnsName)))] : []),
    ...(keyUsage === undefined ? [] : [extension("2.5.29.15", bits(keyUsage))]),
    ...(extended ? [extension("2.5.29.37", sequence(...extended.map(id)))] : []),
    ...(ca === undefined
      ? []
      : [extension("2.5.29.19", sequence(...(ca ? [new Bool({ value: true })] : [])))]),
  ];
  return list.length > 0 ? [tagged(3, sequence(...list))] : [];
}

const sequence = (...value: AsnType[]) => new Sequence({ value });
const id = (value: string) => new ObjectIdentifier({ value });
const tagged = (tagNumber: number, content: AsnType) =>
  new Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [content] });
const SHA256_WITH_RSA = sequence(id("1.2.840.113549.1.1.11"), new Null());

const nameOf = (commonNames: string[]) =>
  sequence(
    ...commonNames.map(
      (value) => new AsnSet({ value: [sequence(id("2.5.4.3"), new Utf8String({ value }))] }),
    ),
  );

const time = (date: string) => new GeneralizedTime({ valueDate: new Date(date) });

const dnsName = (name: string) =>
  new Primitive({ idBlock: { tagClass: 3, tagNumber: 2 }, valueHex: Buffer.from(name) });

/** All critical but names. */
const extension = (type: string, content: AsnType) =>
  sequence(
    id(type),
    ...(type === "2.5.29.17" ? [] : [new Bool({ value: true })]),
    new OctetString({ valueHex: content.toBER() }),
  );

const bits = (text: string) =>
  new BitString({
    valueHex: Uint8Array.of(Number.parseInt(text.padEnd(8, "0"), 2)).buffer,
    unusedBits: 8 - text.length,
  });

export const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
export const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** An authority, and the members' certificate that it signs: one that works, but for what the test changes. */
export const ROOT = { commonName: "Events Root", key: "root" };
export const root = (changed: Partial<Wanted> = {}): string =>
  certificate({ ...ROOT, ca: true, keyUsage: "0000011", ...changed });

export const DOMAIN = "events-nodes.default.svc.cluster.local";
export const SERVICE = "events.default.svc.cluster.local";
export const node = (changed: Partial<Wanted> = {}): string =>
  certificate({
    key: "node",
    commonName: "eventstore-node",
    dnsNames: [`*.${DOMAIN}`, DOMAIN, SERVICE],
    keyUsage: "101",
    extended: [SERVER_AUTH, CLIENT_AUTH],
    issuer: ROOT,
    ...changed,
  });

export const MIDDLE = { commonName: "Events Intermediate", key: "middle" };
export const middle = (changed: Partial<Wanted> = {}): string =>
  certificate({ ...MIDDLE, issuer: ROOT, ca: true, keyUsage: "0000011", ...changed });
