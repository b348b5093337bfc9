import { after, test } from "node:test";
import { unavailable } from "../../support/control-plane/control-plane.ts";
import { type Environment, type EnvironmentOptions, startEnvironment } from "./environment.ts";
import { situationOf } from "./situation.ts";

/** The namespace that one test has for itself. */
export interface TestNamespace {
  environment: Environment;
  name: string;
  /** A further one for the same test. */
  another(): Promise<TestNamespace>;
}

/** Declares a test. */
export type NamespaceTest = (name: string, body: (namespace: TestNamespace) => Promise<void>) => void;

/**
 * One environment for all tests of a file, started for the first of them and stopped after the last. Where there can be no
 * control plane, each test is skipped by itself: the tests inside a skipped `describe` are not counted.
 */
export async function inEnvironment(options: EnvironmentOptions): Promise<NamespaceTest> {
  const skip = await unavailable({ own: true });
  let starting: Promise<Environment> | undefined;
  let created = 0;
  after(async () => {
    const environment = await starting?.catch(() => undefined); // Why it did not start, the tests have said.
    await environment?.stop();
  });
  return (name, body) => {
    test(name, { skip }, async () => {
      starting ??= startEnvironment(options);
      const environment = await starting;
      const own: TestNamespace[] = [];
      const another = async (): Promise<TestNamespace> => {
        const namespace = { environment, name: `test-${++created}`, another };
        own.push(namespace);
        await environment.plane.client.create({
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: namespace.name, annotations: { "e2e/test": name } },
        });
        return namespace;
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
