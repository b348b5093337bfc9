import { setTimeout as sleep } from "node:timers/promises";
import type { Controller } from "../../../src/controller/controller.ts";
import type { KubernetesObject } from "../../../src/kubernetes/object.ts";
import { controllers } from "../../../src/operators.ts";
import { customResourceDefinition } from "../../../src/schema/crd.ts";
import { fakeNodes } from "../../support/control-plane/cluster-objects.ts";
import { type ControlPlane, startControlPlane } from "../../support/control-plane/control-plane.ts";
import { crdsServed } from "../../support/control-plane/crds.ts";
import type { KeptProcess } from "../../support/control-plane/kept-processes.ts";
import {
  type ApplyStrategy,
  METACONTROLLER_USER,
  startMetacontroller,
} from "../../support/control-plane/metacontroller.ts";
import { metacontrollerCrds } from "../../support/control-plane/metacontroller-crds.ts";
import { LoadBalancer } from "../../support/load-balancer.ts";
import { registration } from "./registration.ts";
import { Service } from "./service.ts";
import type { Subject } from "./subject.ts";

/** Everything that runs when the operators are installed. */
export interface Environment {
  readonly strategy: ApplyStrategy;
  readonly plane: ControlPlane;
  readonly loadBalancer: LoadBalancer;
  readonly service: Service;
  readonly metacontroller: KeptProcess;
  stop(): Promise<void>;
}

export interface EnvironmentOptions {
  strategy: ApplyStrategy;
  subjects: readonly Subject[];
  /** Users besides Metacontroller's, with their groups. */
  users?: Readonly<Record<string, readonly string[]>>;
  /** Whether each custom resource also has a version that lets everything pass. */
  loose?: boolean;
  /** Components of the registration. */
  components?: readonly string[];
}

/** The version of each custom resource that lets everything pass. */
export const LOOSE_VERSION = "loose";

/** Installs the operators as their users do: CRDs, registration, the service; and Metacontroller before all of them. */
export async function startEnvironment({
  strategy,
  subjects,
  users,
  loose,
  components,
}: EnvironmentOptions): Promise<Environment> {
  const plane = await startControlPlane({
    users: { ...users, [METACONTROLLER_USER]: ["system:serviceaccounts"] },
    audited: [METACONTROLLER_USER],
    nodes: [...fakeNodes(6), ...subjects.flatMap(({ nodes }) => nodes)],
    storageClasses: ["standard", ...new Set(subjects.flatMap(({ storageClasses }) => storageClasses))],
  });
  const loadBalancer = await LoadBalancer.start();
  const stopAll = async () => {
    await loadBalancer.stop();
    await plane.stop();
  };
  try {
    const crds = [...metacontrollerCrds, ...controllers.map(loose ? looseCrd : strictCrd)];
    await Promise.all(crds.map((crd) => plane.client.apply(crd)));
    const settled = sleep(CRD_SETTLES_MS);
    await crdsServed(plane);

    const service = new Service(plane, loadBalancer);
    await Promise.all([service.addCopy(), service.addCopy()]);
    for (const object of await registration(plane, loadBalancer.url, components))
      await plane.client.apply(object);
    await settled;
    const metacontroller = await startMetacontroller(plane, strategy);
    const stop = async () => {
      await metacontroller.stop();
      await stopAll();
    };
    return { strategy, plane, loadBalancer, service, metacontroller, stop };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** A watch that is opened within two seconds of its CRD's creation may stay silent, and nothing shows that it does. */
const CRD_SETTLES_MS = 2500;

type Crd = KubernetesObject & { spec: { versions: object[] } };

const strictCrd = ({ customResource }: Controller) => customResourceDefinition(customResource) as Crd;

/** The CRD as it ships, and with it a version in which nothing is checked. (By its name, kubectl does not prefer it.) */
function looseCrd(controller: Controller): Crd {
  const crd = strictCrd(controller);
  const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const loose = {
    name: LOOSE_VERSION,
    served: true,
    storage: false,
    subresources: { status: {} },
    schema: { openAPIV3Schema: anything },
  };
  return { ...crd, spec: { ...crd.spec, versions: [...crd.spec.versions, loose] } };
}
