import { after, test } from "node:test";
import {
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
  unavailable,
} from "./control-plane.ts";

/** Declares a test that gets the control plane of its file. */
export type ControlPlaneTest = (name: string, body: (plane: ControlPlane) => Promise<void>) => void;

/**
 * One control plane for all tests of a file: started for the first of them, stopped after the last.
 *
 * Where none can be had, each test is skipped by itself: the tests inside a skipped `describe` are not counted.
 *
 * @param options `own` for tests that say nothing about an existing cluster
 * @example
 * const test = await onControlPlane();
 * test("…", async (plane) => { … });
 */
export async function onControlPlane({
  own = false,
  ...options
}: ControlPlaneOptions & { own?: boolean } = {}): Promise<ControlPlaneTest> {
  const skip = await unavailable({ own });
  let starting: Promise<ControlPlane> | undefined;
  after(async () => {
    const plane = await starting?.catch(() => undefined); // Why it did not start, the tests have said.
    await plane?.stop();
  });
  return (name, body) => {
    test(name, { skip }, async () => {
      starting ??= startControlPlane(options);
      await body(await starting);
    });
  };
}
