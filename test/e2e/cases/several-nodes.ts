import assert from "node:assert/strict";
import { runningCluster } from "../support/cluster.ts";
import type { Subject } from "../support/subject.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";
import { conditionOf } from "./condition.ts";

const THREE = { topology: "Unified", nodes: 3, acceptUnsafeClustering: true };

/** Several nodes of today's Chronik server, each of which loses its records when it restarts. */
export function severalNodes(subject: Subject, test: NamespaceTest): void {
  test("several nodes say that they lose records, and restart only when somebody confirms it", async (namespace) => {
    const cluster = await runningCluster(namespace, { ...subject, spec: THREE });
    const running = await cluster.running();
    assert.equal(conditionOf(running, "Durable", "False").reason, "UnsafeClustering");
    const pods = await cluster.pods();
    assert.deepEqual([...pods.keys()].sort(), ["small-server-1", "small-server-2", "small-server-3"]);

    await cluster.edit({ image: { server: "registry.example.com/chronik-stream:2.11.0" } });
    const waits = await cluster.status("waiting for somebody's word", ({ conditions }) =>
      conditions.some(({ reason }) => reason === "RestartNotConfirmed"),
    );
    const { message } = conditionOf(waits, "SpecFollowed", "False");
    assert.deepEqual(await cluster.writesWhenNothingChanges(), []);
    assert.deepEqual(await cluster.pods(), pods);

    const [, annotation = "", value = ""] = /--overwrite (\S+)=(\S+)$/.exec(message) ?? [];
    await cluster.annotate({ [annotation]: value });
    // The others follow one at a time, half a minute after each other.
    await cluster.until("the first node to restart", async () => {
      const now = await cluster.pods();
      const others = [...now].filter(([name, { uid }]) => uid !== pods.get(name)?.uid);
      assert.ok(others.length > 0, "no pod is another one yet");
      return true;
    });
  });
}
