import type { ControlPlane } from "./control-plane.ts";

/** Waits until every CustomResourceDefinition there is is served. (`kubectl wait` fails at one without conditions yet.) */
export const crdsServed = async ({ client, until }: ControlPlane): Promise<void> => {
  await until("the CRDs to be served", async () => {
    const crds = await client.list("CustomResourceDefinition.apiextensions.k8s.io/v1");
    return crds.every(({ status }) =>
      (status?.conditions as { type: string; status: string }[] | undefined)?.some(
        ({ type, status }) => type === "Established" && status === "True",
      ),
    );
  });
};
