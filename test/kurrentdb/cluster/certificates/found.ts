/** What the check says of a set of certificates that works, but for what a test changes. */
import assert from "node:assert/strict";
import { dialledNames } from "../../../../src/kurrentdb/cluster/certificates/shape.ts";
import {
  type CertificateCheck,
  certificateFindings,
} from "../../../../src/kurrentdb/cluster/certificates.ts";
import { DOMAIN, keyPem, node, root, SERVICE } from "./made.ts";

export const NOW = "2026-11-25T12:00:00Z";

export const secret = (name: string, files: Record<string, string>) => ({
  metadata: { name },
  data: Object.fromEntries(
    Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  ),
});

export const dnsNames = dialledNames({
  nodesDomain: DOMAIN,
  pods: ["events-0", "events-1", "events-2"],
  services: [SERVICE],
});

export interface Changes extends Partial<Omit<CertificateCheck, "node" | "authority">> {
  /** Changes of the Secret tls. */
  tls?: Record<string, string>;
  /** The Secret ca, in place of one with a good authority. */
  ca?: Record<string, string>;
}

/** What is found about a set that works, but for the changes. */
export function found({ tls, ca, ...changed }: Changes = {}, now = NOW): string[] {
  const check: CertificateCheck = {
    node: secret("tls", { "tls.crt": node(), "tls.key": keyPem("node"), ...tls }),
    authority: secret("ca", ca ?? { "ca.crt": root() }),
    dnsNames,
    reservedNodeCommonName: undefined,
    hasKeyPassword: false,
    ignoresClientAuth: false,
    ...changed,
  };
  const findings = certificateFindings(check, now);
  for (const { sentence } of findings) assertHidesContent(sentence, check);
  return findings.map(({ severity, sentence }) => `${severity}: ${sentence}`);
}

/** Certificates are public, but nobody expects them in a status; keys are not. */
function assertHidesContent(sentence: string, check: CertificateCheck) {
  const contents = [check.node, check.authority].flatMap(({ data }) => Object.values(data ?? {}));
  for (const content of contents) {
    for (const line of Buffer.from(content, "base64").toString().split("\n")) {
      assert.ok(line.length < 12 || !sentence.includes(line), sentence);
    }
  }
  assert.doesNotMatch(sentence, /BEGIN|Events Root/);
}
