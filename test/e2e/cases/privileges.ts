import assert from "node:assert/strict";
import type { PolicyRule } from "kubernetes-types/rbac/v1.js";
import { controllers } from "../../../src/operators.ts";
import type { Request } from "../../support/control-plane/audit-log.ts";
import {
  type ApplyStrategy,
  METACONTROLLER_USER,
  realMetacontroller,
} from "../../support/control-plane/metacontroller.ts";
import type { NamespaceTest } from "../support/test-namespace.ts";

/** Users of the environment, named after the role that each gets in a namespace. */
export const users = { viewer: [], editor: [], administrator: [], outsider: [] };
const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
const roles = { viewer: "view", editor: "edit", administrator: "admin" };

/** Who may do what. To be run last: it looks at all that was done before. */
export function privileges(strategy: ApplyStrategy, test: NamespaceTest): void {
  test("Metacontroller did without any right beyond its role", async ({ environment }) => {
    const requests = await environment.plane.requests({ user: METACONTROLLER_USER });
    assert.ok(
      requests.some(({ verb }) => verb === "watch"),
      "its reads are in the audit log",
    );
    const refused = requests.filter(
      // One of the tests has a quota keep a child away.
      ({ code, message }) => (code === 403 || code === 401) && !message.includes("exceeded quota"),
    );
    assert.deepEqual(
      refused.map((request) => `${rightOf(request)}: ${request.message}`),
      [],
    );
  });

  test("Metacontroller's role has no right that it does not use", async ({ environment }) => {
    const { plane } = environment;
    const name = "stream-operators-metacontroller";
    const role = await plane.client.get("ClusterRole.rbac.authorization.k8s.io/v1", { name });
    const used = new Set((await plane.requests({ user: METACONTROLLER_USER })).map(rightOf));
    const idle = rightsOf(role!.rules ?? []).filter((right) => !used.has(right));
    assert.deepEqual(idle.filter((right) => !isForOthers(right, strategy)).sort(), []);
  });

  for (const { customResource } of controllers) {
    const { plural, group } = customResource;
    test(`who may view, edit or administer a namespace may do so with ${plural}`, async ({
      environment,
      name: namespace,
    }) => {
      const { plane } = environment;
      for (const [user, role] of Object.entries(roles)) {
        await plane.kubectl([
          "create",
          "rolebinding",
          user,
          `--clusterrole=${role}`,
          `--user=${user}`,
          `--namespace=${namespace}`,
        ]);
      }
      const can = async (user: string, verb: string, subresource?: string) => {
        const attributes = { namespace, verb, group, resource: plural, ...(subresource && { subresource }) };
        // What `kubectl auth can-i` asks.
        const review = await plane.clientOf(user).create({
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          metadata: {},
          spec: { resourceAttributes: attributes },
        });
        return (review as unknown as { status: { allowed: boolean } }).status.allowed;
      };
      await plane.until("the roles to be aggregated", () => can("viewer", "get"));
      const may = async (user: string) => {
        const answers = await Promise.all(VERBS.map((verb) => can(user, verb)));
        return VERBS.filter((_, index) => answers[index]);
      };
      assert.deepEqual(await may("viewer"), VERBS.slice(0, 3));
      assert.deepEqual(await may("editor"), VERBS);
      assert.deepEqual(await may("administrator"), VERBS);
      assert.deepEqual(await may("outsider"), []);
      for (const user of Object.keys(roles))
        assert.equal(await can(user, "update", "status"), false, "status is the operator's");
    });
  }
}

/** Whoever may list objects knows all of them already, so that getting and watching them are no further rights. */
const READING = /^(get|list|watch) /;

const rightOf = ({ verb, resource }: Pick<Request, "verb" | "resource">): string =>
  `${verb} ${resource}`.replace(READING, "read ");

/** Every verb on every resource, as the audit log writes them. */
function rightsOf(rules: readonly PolicyRule[]): string[] {
  const rights = rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((path) => {
        const [name, subresource] = path.split("/");
        const resource = `${name}${group && `.${group}`}${subresource ? `/${subresource}` : ""}`;
        return verbs.map((verb) => rightOf({ verb, resource }));
      }),
    ),
  );
  return [...new Set(rights)];
}

/** What the real one looks at when it starts, and its double has no use for. */
const ONLY_THE_REAL_ONE = [
  "read controllerrevisions.metacontroller.k8s.io",
  "read customresourcedefinitions.apiextensions.k8s.io",
  "read decoratorcontrollers.metacontroller.k8s.io",
  "read namespaces",
];

/** Rights that no request of this run would show the use of. */
function isForOthers(right: string, strategy: ApplyStrategy): boolean {
  // Admission asks for them, the one when children are created, the other when they are adopted.
  if (right.endsWith("/finalizers") || right === "delete configmaps") return true;
  if (!realMetacontroller && ONLY_THE_REAL_ONE.includes(right)) return true;
  if (right.endsWith(" events")) return false;
  // One role for both strategies: server-side apply patches what dynamic apply creates and updates. What a patch
  // creates takes the right to create all the same.
  return right.startsWith(strategy === "dynamic-apply" ? "patch " : "create ");
}
