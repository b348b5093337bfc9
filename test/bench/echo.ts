/** What Fastify does at the least: parses a body as JSON and sends it back. */
import type { AddressInfo } from "node:net";
import Fastify from "fastify";

const app = Fastify({ bodyLimit: 2 ** 30 });
app.post("/", (request) => request.body);
await app.listen({ host: "127.0.0.1", port: 0 });
const { port } = app.server.address() as AddressInfo;
console.log(JSON.stringify({ ports: { webhook: port } }));
