import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import type { ControlPlane } from "../../support/control-plane/control-plane.ts";
import type { CompositeController } from "../../support/metacontroller/registration.ts";

const folder = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

export const crdFolder = folder("crds");
const registrationFolder = folder("metacontroller");

/** What `kubectl apply -k metacontroller/` applies, with the service at another address. */
export async function registration(plane: ControlPlane, serviceUrl: string): Promise<KubernetesObject[]> {
  const yaml = await plane.kubectl(["kustomize", registrationFolder]);
  const objects = parseAllDocuments(yaml).map((document) => document.toJS() as KubernetesObject);
  return objects.map((object) =>
    object.kind === "CompositeController" ? at(serviceUrl, object as CompositeController) : object,
  );
}

function at(serviceUrl: string, controller: CompositeController): CompositeController {
  const hooks = Object.entries(controller.spec.hooks ?? {}).map(([name, hook]) => {
    const { pathname } = new URL(hook.webhook!.url!);
    return [name, { ...hook, webhook: { ...hook.webhook, url: serviceUrl + pathname } }];
  });
  return { ...controller, spec: { ...controller.spec, hooks: Object.fromEntries(hooks) } };
}
