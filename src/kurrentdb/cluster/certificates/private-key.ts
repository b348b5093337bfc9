import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";
import { type CertificateFinding, wrong } from "./finding.ts";

/** Why the server cannot use a private key. */
export type KeyFault = "unreadable" | "not RSA" | "has a password" | "has a password of the old form";

const FORMS: Readonly<Record<string, "pkcs1" | "pkcs8">> = {
  "BEGIN PRIVATE KEY": "pkcs8",
  "BEGIN RSA PRIVATE KEY": "pkcs1",
};

/**
 * A private key from the first line of a file to the last: the server takes what stands between them as base64, so that
 * a line before or after keeps it from starting. Source: CertificateUtils.cs, LoadFromFile.
 */
export function readPrivateKey(text: string): KeyObject | KeyFault {
  const [first = "", ...lines] = text
    .replace(/^\uFEFF/, "")
    .replace(/(\r\n|\r|\n)$/, "")
    .split(/\r\n|\r|\n/);
  const header = first.replaceAll("-", "");
  if (header === "BEGIN EC PRIVATE KEY") return "not RSA";
  if (header === "BEGIN ENCRYPTED PRIVATE KEY") return "has a password";
  if (lines.some((line) => line.startsWith("Proc-Type:"))) return "has a password of the old form";
  const type = FORMS[header];
  const body = lines.slice(0, -1).join("");
  if (!type || !/^[A-Za-z0-9+/=\s]*$/.test(body)) return "unreadable";
  try {
    const key = createPrivateKey({ key: Buffer.from(body, "base64"), format: "der", type });
    return key.asymmetricKeyType === "rsa" ? key : "not RSA";
  } catch {
    return "unreadable";
  }
}

/**
 * What is wrong with the key of a certificate. One with a password cannot be compared with it.
 *
 * @param called what to call the key: `tls.key in Secret events-tls`
 * @param certificate whose key it should be, where that can be read
 * @param hasPassword whether members are given the key's password
 */
export function keyFindings(
  text: string,
  called: string,
  certificate: X509Certificate | undefined,
  hasPassword: boolean,
): CertificateFinding[] {
  const key = readPrivateKey(text);
  if (certificate && !isRsa(certificate)) return [wrong(`${called} ${SAYS["not RSA"]}`)];
  if (typeof key === "string") {
    return key === "has a password" && hasPassword ? [] : [wrong(`${called} ${SAYS[key]}`)];
  }
  return certificate && !certificate.checkPrivateKey(key) ? [wrong(`${called} ${NOT_ITS_OWN}`)] : [];
}

const SAYS: Record<KeyFault, string> = {
  unreadable:
    "cannot be read: it must be one private key in PEM (PKCS #1 or PKCS #8) from the first line to the last, with " +
    "nothing before or after it",
  "not RSA": "or its certificate is not RSA, and the server takes no other: make both again with an RSA key",
  "has a password":
    "has a password that members do not know: store it without one, or give it to them as " +
    "KURRENTDB_CERTIFICATE_PRIVATE_KEY_PASSWORD in spec.environmentSecret",
  "has a password of the old form":
    "has a password in a form that the server cannot read: store it without one, or as PKCS #8",
};

const NOT_ITS_OWN =
  "is not the key of the first certificate in tls.crt: store the two that were made together, the members' own " +
  "certificate first";

/** A kind of key that Node does not know is none. */
function isRsa(certificate: X509Certificate): boolean {
  try {
    return certificate.publicKey.asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}
