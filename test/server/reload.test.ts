import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import tls, { connect, type SecureVersion, type TLSSocket } from "node:tls";
import { DEFAULT_PLATFORM } from "../../src/controller/platform.ts";
import { createLog } from "../../src/server/log.ts";
import { type Service, startService } from "../../src/server/service.ts";
import type { Settings } from "../../src/server/settings.ts";
import { pem } from "../support/certificates.ts";
import { SecretVolume } from "../support/secret-volume.ts";
import { post } from "../support/sockets.ts";
import { widgetOperator, widgetRequest } from "../support/synthetic-operator.ts";

const certificate = (name: string) => ({ "tls.crt": pem(`${name}.crt`), "tls.key": pem(`${name}.key`) });
const ca = pem("authority.crt");
const [OLD, NEW] = ["old-old-old-old-old", "new-new-new-new-new"];

interface Running extends Service {
  volume: SecretVolume;
  lines: { level: string; msg: string; err?: { message: string } }[];
}

/** Starts the service on the files of a volume that the test may change. */
async function running(t: TestContext, files: Record<string, string>, reloadEveryMs = 1e6): Promise<Running> {
  const volume = new SecretVolume(files);
  const settings: Settings = {
    host: "127.0.0.1",
    webhookPort: 0,
    metricsPort: 0,
    healthPort: 0,
    operators: ["widget"],
    platform: DEFAULT_PLATFORM,
    logLevel: "info",
    ...("tls.crt" in files && {
      tls: {
        cert: volume.file("tls.crt"),
        key: volume.file("tls.key"),
        ...("ca.crt" in files && { clientCa: volume.file("ca.crt") }),
      },
    }),
    ...("token" in files && { tokenFile: volume.file("token") }),
  };
  const lines: Running["lines"] = [];
  const log = createLog("info", { write: (line: string) => void lines.push(JSON.parse(line)) });
  const service = await startService([widgetOperator], settings, log, { reloadEveryMs });
  t.after(async () => {
    await service.stop();
    volume.remove();
  });
  return { ...service, volume, lines };
}

const sync = (port: number, options: object = {}) => post(port, "/widget/sync", widgetRequest(), options);

/** The name in the certificate that a new connection gets to see. */
async function servedName(port: number): Promise<string> {
  const socket: TLSSocket = connect({ host: "127.0.0.1", port, ca });
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

test("HTTPS with the certificate from the files", async (t) => {
  const { ports } = await running(t, certificate("server"));
  assert.equal((await sync(ports.webhook, { ca })).status, 200);
  await assert.rejects(sync(ports.webhook), /socket hang up|ECONNRESET/, "plain HTTP is not answered");
});

test("a new certificate is taken over, and connections that exist stay", async (t) => {
  const { ports, volume, reloader, lines } = await running(t, certificate("server"));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const first = await sync(ports.webhook, { ca, agent });
  assert.equal(first.status, 200);
  assert.equal(await servedName(ports.webhook), "server");

  volume.write(certificate("next-server"));
  await reloader.reload();
  assert.equal(await servedName(ports.webhook), "next-server");
  const sockets = Object.values(agent.freeSockets).flat().length;
  assert.equal(sockets, 1);
  assert.equal((await sync(ports.webhook, { ca, agent })).status, 200);
  assert.deepEqual(lines.filter(({ msg }) => msg.includes("took over")).length, 1);

  await reloader.reload();
  assert.deepEqual(lines.filter(({ msg }) => msg.includes("took over")).length, 1, "no change, no line");
});

test("nothing older than TLS 1.2 is spoken, under the first certificate and under its successor", async (t) => {
  // OpenSSL at its strictest would refuse old versions for us, and so would Node. Both can be told not to
  // (openssl.cnf, --tls-min-v1.0), which must not reach the webhook.
  const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls;
  Object.assign(tls, { DEFAULT_MIN_VERSION: "TLSv1", DEFAULT_CIPHERS: "DEFAULT@SECLEVEL=0" });
  t.after(() => Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS }));

  const lax = tls.createServer({ cert: pem("server.crt"), key: pem("server.key") }).listen(0, "127.0.0.1");
  t.after(() => lax.close());
  await once(lax, "listening");
  for (const version of OLD_VERSIONS) {
    assert.equal(await spoken((lax.address() as AddressInfo).port, version), version, "we can speak it");
  }

  const { ports, volume, reloader } = await running(t, certificate("server"));
  const versions = async () =>
    Promise.all(
      [...OLD_VERSIONS, "TLSv1.2" as const, "TLSv1.3" as const].map((version) =>
        spoken(ports.webhook, version),
      ),
    );
  assert.deepEqual(await versions(), [undefined, undefined, "TLSv1.2", "TLSv1.3"]);
  volume.write(certificate("next-server"));
  await reloader.reload();
  assert.equal(await servedName(ports.webhook), "next-server");
  assert.deepEqual(await versions(), [undefined, undefined, "TLSv1.2", "TLSv1.3"]);
});

const OLD_VERSIONS = ["TLSv1", "TLSv1.1"] as const;

/** The version of a connection that offers only this one; undefined if the server refuses it. */
async function spoken(port: number, version: SecureVersion): Promise<string | null | undefined> {
  const socket = connect({ host: "127.0.0.1", port, ca, minVersion: version, maxVersion: version });
  try {
    await once(socket, "secureConnect");
    return socket.getProtocol();
  } catch (error) {
    assert.match(String((error as NodeJS.ErrnoException).code), /PROTOCOL_VERSION/);
    return undefined;
  } finally {
    socket.destroy();
  }
}

test("new files that cannot be used leave the old ones in use, and are logged once", async (t) => {
  const { ports, volume, reloader, lines } = await running(t, { ...certificate("server"), token: OLD });
  const headers = { authorization: `Bearer ${OLD}` };
  const broken: Record<string, string>[] = [
    { "tls.crt": pem("server.crt").slice(0, 300), "tls.key": pem("server.key"), token: NEW },
    { "tls.crt": pem("next-server.crt"), "tls.key": pem("server.key"), token: NEW },
    { ...certificate("next-server"), token: "" },
    certificate("next-server"),
  ];
  for (const [index, files] of broken.entries()) {
    volume.write(files);
    await reloader.reload();
    await reloader.reload();
    assert.equal(await servedName(ports.webhook), "server");
    assert.equal((await sync(ports.webhook, { ca, headers })).status, 200);
    assert.equal(lines.filter(({ level }) => level === "error").length, index + 1);
    assert.ok(reloader.failure);
  }
  const metrics = await fetch(`http://127.0.0.1:${ports.metrics}/metrics`);
  assert.match(await metrics.text(), /^stream_operators_credentials_reload_failures_total 4$/m);

  volume.write({ ...certificate("next-server"), token: NEW });
  await reloader.reload();
  assert.equal(await servedName(ports.webhook), "next-server");
  assert.equal((await sync(ports.webhook, { ca, headers })).status, 401);
  assert.equal((await sync(ports.webhook, { ca, headers: { authorization: `Bearer ${NEW}` } })).status, 200);
  assert.equal(reloader.failure, undefined);
});

test("an expired certificate does not take the place of one that is valid", async (t) => {
  const { ports, volume, reloader, lines } = await running(t, certificate("server"));
  volume.write(certificate("expired-server"));
  await reloader.reload();
  assert.equal(await servedName(ports.webhook), "server");
  assert.match(lines.at(-1)?.err?.message ?? "", /has expired, and the one in use has not/);
  volume.write(certificate("next-server"));
  await reloader.reload();
  assert.equal(await servedName(ports.webhook), "next-server");
});

test("while a token is being changed, both are taken", async (t) => {
  const { ports, volume, reloader } = await running(t, { token: OLD });
  const status = async (token: string) =>
    (await sync(ports.webhook, { headers: { authorization: `Bearer ${token}` } })).status;
  volume.write({ token: NEW, "other-token": OLD });
  await reloader.reload();
  assert.deepEqual([await status(OLD), await status(NEW)], [200, 200]);
  volume.write({ token: NEW });
  await reloader.reload();
  assert.deepEqual([await status(OLD), await status(NEW)], [401, 200]);
});

test("with a client CA, only those whose certificate it signed are let in; a new CA is taken over", async (t) => {
  const { ports, volume, reloader } = await running(t, { ...certificate("server"), "ca.crt": ca });
  // The agent keeps TLS sessions: resuming one must not get around a new CA.
  const agent = new Agent({ keepAlive: false });
  const client = { ca, cert: pem("client.crt"), key: pem("client.key"), agent };
  const otherClient = { ca, cert: pem("other-client.crt"), key: pem("other-client.key") };
  assert.equal((await sync(ports.webhook, client)).status, 200);
  await assert.rejects(sync(ports.webhook, otherClient));
  await assert.rejects(sync(ports.webhook, { ca }));

  volume.write({ ...certificate("server"), "ca.crt": pem("other-authority.crt") });
  await reloader.reload();
  assert.equal((await sync(ports.webhook, otherClient)).status, 200);
  await assert.rejects(sync(ports.webhook, client));

  volume.write({ ...certificate("server"), "ca.crt": "" });
  await reloader.reload();
  await assert.rejects(sync(ports.webhook, client), "an empty CA must not come to mean every public one");
  assert.equal((await sync(ports.webhook, otherClient)).status, 200);
});

test("changes are noticed without being told", async (t) => {
  const { ports, volume } = await running(t, { token: OLD }, 5);
  volume.write({ token: NEW });
  const headers = { authorization: `Bearer ${NEW}` };
  while ((await sync(ports.webhook, { headers })).status !== 200);
});
