import { after, test } from "node:test";
import { unavailable } from "../../support/control-plane/control-plane.ts";
import { type Environment, type EnvironmentOptions, startEnvironment } from "./environment.ts";
import { situationOf } from "./situation.ts";

/** Where one test takes place: a namespace of its own. */
export interface Ground {
  environment: Environment;
  namespace: string;
  /** A further one for the same test. */
  another(): Promise<Ground>;
}

/** Declares a test. */
export type GroundTest = (name: string, body: (ground: Ground) => Promise<void>) => void;

/**
 * One environment for all tests of a file, started for the first of them and stopped after the last. Where there can be no
 * control plane, each test is skipped by itself: the tests inside a skipped `describe` are not counted.
 */
export async function inEnvironment(options: EnvironmentOptions): Promise<GroundTest> {
  const skip = await unavailable({ own: true });
  let starting: Promise<Environment> | undefined;
  let grounds = 0;
  after(async () => {
    const environment = await starting?.catch(() => undefined); // Why it did not start, the tests have said.
    await environment?.stop();
  });
  return (name, body) => {
    test(name, { skip }, async () => {
      starting ??= startEnvironment(options);
      const environment = await starting;
      const own: Ground[] = [];
      const another = async (): Promise<Ground> => {
        const ground = { environment, namespace: `ground-${++grounds}`, another };
        own.push(ground);
        await environment.plane.client.create({
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
