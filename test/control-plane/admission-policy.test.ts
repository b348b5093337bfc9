/** The sample policy, by the API server: it refuses specs that ask for privileged pods, and those alone. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { controllers } from "../../src/operators.ts";
import type { ControlPlane } from "../support/control-plane/control-plane.ts";
import { crdsServed } from "../support/control-plane/crds.ts";
import { onControlPlane } from "../support/control-plane/suite.ts";

const CRDS = fileURLToPath(new URL("../../crds", import.meta.url));
const POLICY = fileURLToPath(new URL("../../deploy/admission/no-privileged-pods.yaml", import.meta.url));
const test = await onControlPlane({ own: true });

/** What a spec may not ask for, and what is said then. */
const REFUSED: [security: object, message: RegExp][] = [
  [{ containerSecurityContext: { privileged: true } }, /privileged is not allowed here/],
  [
    { containerSecurityContext: { allowPrivilegeEscalation: true } },
    /allowPrivilegeEscalation is not allowed/,
  ],
  [
    { containerSecurityContext: { capabilities: { add: ["SYS_ADMIN"] } } },
    /capabilities\.add is not allowed/,
  ],
  [{ containerSecurityContext: { runAsUser: 0 } }, /run as root/],
  [{ podSecurityContext: { runAsUser: 0 } }, /run as root/],
  [{ podSecurityContext: { seccompProfile: { type: "Unconfined" } } }, /Unconfined/],
  [{ podSecurityContext: { sysctls: [{ name: "a", value: "b" }] } }, /sysctls is not allowed/],
];

test("specs that ask for privileged pods are refused, and others are not", async (plane: ControlPlane) => {
  const files = readdirSync(CRDS).filter((name) => name.endsWith(".yaml"));
  await plane.kubectl(["apply", "--server-side", ...files.flatMap((name) => ["-f", join(CRDS, name)])]);
  await crdsServed(plane);
  await plane.kubectl(["apply", "-f", POLICY]);
  for (const { customResource, example } of controllers) {
    const { apiVersion, kind, metadata, spec } = example.parent;
    const create = (change: object) => {
      const { name } = metadata;
      const manifest = {
        apiVersion,
        kind,
        metadata: { name, namespace: "default" },
        spec: { ...(spec as object), ...change },
      };
      return plane.kubectl(["create", "--dry-run=server", "-f", "-"], { stdin: JSON.stringify(manifest) });
    };
    // A policy takes a moment before it counts.
    await plane.until(`the policy counts for ${kind}`, async () =>
      create({ security: REFUSED[0]![0] }).then(
        () => false,
        () => true,
      ),
    );
    for (const [security, message] of REFUSED) await assert.rejects(create({ security }), message);
    if (customResource.singular === "chronikcluster")
      await assert.rejects(create({ network: { hostNetwork: true } }), /hostNetwork is not allowed/);
    await create({});
    await create({
      security: { podSecurityContext: { runAsUser: 2000 }, containerSecurityContext: { runAsNonRoot: true } },
    });
    await plane.kubectl([
      "label",
      "--overwrite",
      "namespace",
      "default",
      "stream-operators/privileged-pods=yes",
    ]);
    await plane.until(`the label exempts ${kind}`, async () =>
      create({ security: REFUSED[0]![0] }).then(
        () => true,
        () => false,
      ),
    );
    await plane.kubectl(["label", "namespace", "default", "stream-operators/privileged-pods-"]);
  }
});
