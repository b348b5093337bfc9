#!/usr/bin/env node
import { BadInput } from "./documents.ts";
import { generate } from "./generate.ts";
import { render } from "./render.ts";

const USAGE = `Usage: stream-operators COMMAND

Commands:
  render -f FILE [-f FILE …] [--observed FILE] [--cluster-domain DOMAIN]
      Print the objects that the custom resources in FILE ask for, as YAML, without a cluster.
      FILE is a path or - for standard input, and may hold several documents or a List; what is neither a
      custom resource of ours nor a Secret they refer to is passed over.
      --observed FILE says what exists already, as kubectl get … -o yaml prints it.
      --cluster-domain DOMAIN is what the service has as CLUSTER_DOMAIN, where that is not cluster.local.
      Compare with a cluster: stream-operators render -f cluster.yaml | kubectl diff -f -
  generate [--check]
      Write what is made from the tables in src/ (CRDs, registration, what the chart, Flux, Argo CD and
      kube-state-metrics know of the kinds), or only tell whether it is up to date.
`;

const commands: Record<string, (args: string[]) => Promise<void>> = { render, generate };

const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];
if (!command || args.includes("--help") || args.includes("-h")) {
  const asked = ["--help", "-h", "help"].includes(name) || command !== undefined;
  (asked ? process.stdout : process.stderr).write(USAGE);
  process.exit(asked ? 0 : 2);
}
try {
  await command(args);
} catch (error) {
  const isExpected =
    error instanceof BadInput || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  if (!isExpected) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
