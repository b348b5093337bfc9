/**
 * npm run bench [-- --resource NAME --request FILE --seconds 2 --rounds 5 --connections 16 --requests 100000]
 *
 * What the sync hook of a running cluster costs, as ratios to a bare Fastify route that parses the same bytes and sends
 * them back. Both are measured in turns in one run, since two runs on one machine differ by more than one would like.
 */
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { controllers } from "../../src/operators.ts";
import { countChildren, observedRequest, withCopies } from "./observed.ts";
import { isPinned, type Server, startEcho, startService } from "./process.ts";

const { values } = parseArgs({
  options: {
    resource: { type: "string", default: controllers[0]?.resource ?? "" },
    request: { type: "string" },
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
    connections: { type: "string", default: "16" },
    requests: { type: "string", default: "100000" },
  },
});
const controller = controllers.find(({ resource }) => resource === values.resource);
if (!controller)
  throw new Error(
    `no resource ${values.resource}; there are: ${controllers.map(({ resource }) => resource)}`,
  );
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const path = `/${controller.resource}/sync`;
const request = observedRequest(controller, values.request);

async function load(
  server: Server,
  body: string,
  url: string,
  limit: { duration: number } | { amount: number },
) {
  const result = await autocannon({
    url: `http://127.0.0.1:${server.port}${url}`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    connections,
    ...limit,
  });
  if (result.non2xx + result.errors > 0)
    throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return { perSecond: result["2xx"] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}

const median = (numbers: number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
const fixed = (value: number, digits = 2) => value.toFixed(digits);

async function throughput(service: Server, echo: Server): Promise<void> {
  const body = JSON.stringify(request);
  console.log(
    `\n${controller?.resource}: ${countChildren(request)} observed children, ${body.length} bytes, ${connections} at a time`,
  );
  if (body.length < 100_000) console.log("  (a production cluster's request has 100 kB and more)");
  await load(service, body, path, { duration: 3 });
  await load(echo, body, "/", { duration: 3 });
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const sync = await load(service, body, path, { duration: seconds });
    const bare = await load(echo, body, "/", { duration: seconds });
    rounds.push({ sync, bare, ratio: sync.perSecond / bare.perSecond });
    console.log(
      `  round ${round + 1}: sync ${fixed(sync.perSecond, 0)}/s (p50 ${sync.p50} ms, p99 ${sync.p99} ms)  echo ${fixed(bare.perSecond, 0)}/s (p50 ${bare.p50} ms, p99 ${bare.p99} ms)  ratio ${fixed(sync.perSecond / bare.perSecond)}`,
    );
  }
  console.log(`  throughput, sync : echo = ${fixed(median(rounds.map(({ ratio }) => ratio)))} (median)`);
}

async function growth(service: Server): Promise<void> {
  console.log("\ncost against the number of children (1.00 = linear)");
  let first: { children: number; perRequest: number } | undefined;
  for (const times of [1, 2, 4, 8, 16]) {
    const larger = withCopies(request, times);
    const body = JSON.stringify(larger);
    await load(service, body, path, { duration: 1 });
    const { perSecond } = await load(service, body, path, { duration: seconds });
    const children = countChildren(larger);
    const perRequest = 1000 / perSecond;
    first ??= { children, perRequest };
    const relative = perRequest / first.perRequest / (children / first.children);
    console.log(
      `  ${children} children, ${body.length} bytes: ${fixed(perRequest, 3)} ms each, ${fixed((perRequest / children) * 1000, 1)} µs a child, ${fixed(relative)}`,
    );
  }
}

async function residentMegabytes({ metricsPort }: Server): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 1e6;
}

async function memory(service: Server): Promise<void> {
  const amount = Number(values.requests);
  const body = JSON.stringify(request);
  console.log(
    `\nresident memory of a fresh process, in MB, at the start and after each tenth of ${amount} requests`,
  );
  const sizes = [await residentMegabytes(service)];
  for (let tenth = 0; tenth < 10; tenth++) {
    await load(service, body, path, { amount: Math.ceil(amount / 10) });
    sizes.push(await residentMegabytes(service));
  }
  console.log(`  ${sizes.map((size) => fixed(size, 0)).join(" ")}`);
  console.log(`  last : tenth = ${fixed((sizes.at(-1) as number) / (sizes[1] as number))}`);
}

console.log(isPinned ? "both servers on core 0" : "no taskset here: the servers may use all cores");
const [service, echo] = [await startService(), await startEcho()];
await throughput(service, echo);
await growth(service);
await Promise.all([service.stop(), echo.stop()]);
const fresh = await startService();
await memory(fresh);
await fresh.stop();
