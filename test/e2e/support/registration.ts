import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import type { ControlPlane } from "../../support/control-plane/control-plane.ts";
import type { CompositeController } from "../../support/metacontroller/registration.ts";

const folder = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

export const crdFolder = folder("crds");
const registrationFolder = folder("metacontroller");

/**
 * What `kubectl apply -k metacontroller/` applies, with the service at another address.
 *
 * @param components of the registration, by their names
 */
export async function registration(
  plane: ControlPlane,
  serviceUrl: string,
  components: readonly string[] = [],
): Promise<KubernetesObject[]> {
  const yaml = await kustomized(plane, components);
  const objects = parseAllDocuments(yaml).map((document) => document.toJS() as KubernetesObject);
  return objects.map((object) =>
    object.kind === "CompositeController" ? at(serviceUrl, object as CompositeController) : object,
  );
}

/** As a user's own kustomization has it. */
async function kustomized(plane: ControlPlane, components: readonly string[]): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), "registration-"));
  try {
    const ours = (path: string) => relative(own, join(registrationFolder, path));
    const kustomization = {
      resources: [ours(".")],
      components: components.map((name) => ours(`components/${name}`)),
    };
    await writeFile(join(own, "kustomization.yaml"), JSON.stringify(kustomization));
    return await plane.kubectl(["kustomize", own]);
  } finally {
    await rm(own, { recursive: true });
  }
}

function at(serviceUrl: string, controller: CompositeController): CompositeController {
  const hooks = Object.entries(controller.spec.hooks ?? {}).map(([name, hook]) => {
    const { pathname } = new URL(hook.webhook!.url!);
    return [name, { ...hook, webhook: { ...hook.webhook, url: serviceUrl + pathname } }];
  });
  return { ...controller, spec: { ...controller.spec, hooks: Object.fromEntries(hooks) } };
}
