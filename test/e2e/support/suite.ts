import { after, test } from "node:test";
import { unavailable } from "../../support/control-plane/control-plane.ts";
import { situationOf } from "./situation.ts";
import { type Stage, type StageOptions, startStage } from "./stage.ts";

/** Where one test takes place: a namespace of its own. */
export interface Ground {
  stage: Stage;
  namespace: string;
  /** A further one for the same test. */
  another(): Promise<Ground>;
}

/** Declares a test. */
export type GroundTest = (name: string, body: (ground: Ground) => Promise<void>) => void;

/**
 * One stage for all tests of a file, set for the first of them and struck after the last. Where there can be no control
 * plane, each test is skipped by itself: the tests inside a skipped `describe` are not counted.
 */
export async function onStage(options: StageOptions): Promise<GroundTest> {
  const skip = await unavailable({ own: true });
  let starting: Promise<Stage> | undefined;
  let grounds = 0;
  after(async () => {
    const stage = await starting?.catch(() => undefined); // Why it did not start, the tests have said.
    await stage?.stop();
  });
  return (name, body) => {
    test(name, { skip }, async () => {
      starting ??= startStage(options);
      const stage = await starting;
      const own: Ground[] = [];
      const another = async (): Promise<Ground> => {
        const ground = { stage, namespace: `ground-${++grounds}`, another };
        own.push(ground);
        await stage.plane.client.create({
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: ground.namespace, annotations: { "e2e/test": name } },
        });
        return ground;
      };
      try {
        await body(await another());
      } catch (error) {
        const { message, stack } = error as Error;
        const situations = await Promise.all(own.map(situationOf));
        throw new Error(`${message}\n${stack}\n${situations.join("\n")}`, { cause: error });
      }
    });
  };
}
