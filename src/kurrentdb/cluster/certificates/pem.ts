import { X509Certificate } from "node:crypto";

/** A certificate, and what to call it in a sentence. */
export interface NamedCertificate {
  certificate: X509Certificate;
  called: string;
}

const BLOCK = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, none of them looked at. White space does not count, for .NET neither. */
export const certificatesOfPem = (text: string): Buffer[] =>
  [...text.matchAll(BLOCK)].map(([, body = ""]) => Buffer.from(body, "base64"));

/** A certificate, or the first one of a PEM file; undefined where there is none that can be read, dates included. */
export function readCertificate(content: Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(content);
    const hasDates = [certificate.validFrom, certificate.validTo].every(
      (date) => Date.parse(date) < Infinity,
    );
    return hasDates ? certificate : undefined;
  } catch {
    return undefined;
  }
}
