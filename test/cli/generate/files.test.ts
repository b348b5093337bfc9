/**
 * A kind costs a folder and a line. Everything that is made has to have a further kind without a hand laid on it, and
 * every place that a hand would have to be laid on is named here, with the reason.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { filesIn } from "../../../src/cli/folders.ts";
import { byHand, generatedFiles } from "../../../src/cli/generate/files.ts";
import type { Operator } from "../../../src/controller/controller.ts";
import { componentsOf } from "../../../src/controller/registration.ts";
import { operators } from "../../../src/operators.ts";
import { timer } from "../../support/timer.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const hand = await byHand();
const made = generatedFiles(operators, hand);
const clock: Operator = { name: "clock", namespace: "clock-system", controllers: [timer] };
const withClock = generatedFiles([...operators, clock], hand);

/** Files that a further operator with one kind and two components brings. */
const ITS_OWN = [
  "crds/timers.example.org.yaml",
  "deploy/flux/operators/base/clock-operator.yaml",
  "deploy/helm/stream-operators/files/crds/timers.example.org.yaml",
  "deploy/helm/stream-operators/files/registration/timer.yaml",
  "metacontroller/components/alarms/kustomization.yaml",
  "metacontroller/components/bells/kustomization.yaml",
  "metacontroller/components/only-clock/kustomization.yaml",
  "metacontroller/timer.yaml",
];

/** Files that are there already and are about every kind: what a further one adds to each. */
const SHARED: Record<string, RegExp> = {
  "crds/Kustomization": /- timers\.example\.org\.yaml/,
  "crds/README.md": /^## Timer \(example\.org\/v1\)$/m,
  "crds/STATUS.md": /^### TimeHasCome$/m,
  "deploy/argocd/health-checks.yaml": /resource\.customizations\.health\.example\.org_Timer: \|/,
  "deploy/flux/base/health-checks.yaml": /kind: Timer/,
  "deploy/flux/operators/base/kustomization.yaml": /- clock-operator\.yaml/,
  "deploy/helm/stream-operators/files/catalogue.yaml": /^clock:\n {2}- resource: timer$/m,
  "deploy/helm/stream-operators/files/components.yaml": /^bells:\n {2}childResources:\n {4}timer:$/m,
  "deploy/helm/stream-operators/files/registration/cluster-role.yaml": /timers\/status, timers\/finalizers/,
  "deploy/helm/stream-operators/files/registration/user-roles.yaml": /timers, timers\/status/,
  "deploy/helm/stream-operators/values.schema.json": /"clock"\][\s\S]*"alarms", "bells"/,
  "deploy/monitoring/kube-state-metrics/cluster-role.yaml": /\[timers\]/,
  "deploy/monitoring/kube-state-metrics/custom-resource-state.yaml": /kind: Timer/,
  "metacontroller/cluster-role.yaml": /storageclasses/,
  "metacontroller/components/events/kustomization.yaml": /name: timer/,
  "metacontroller/components/only-chronik/kustomization.yaml": /timers\.example\.org/,
  "metacontroller/components/only-kurrentdb/kustomization.yaml": /name: timer/,
  "metacontroller/kustomization.yaml": /- timer\.yaml/,
  "metacontroller/user-roles.yaml": /timers, timers\/status/,
};

/** Files that are made of something else than the kinds. */
const OF_NO_KIND = /\/files\/(alerts|dashboards)\/|\/monitoring\/components\//;

test("a further kind brings its own files, and no others", () => {
  const further = [...withClock.keys()].filter((path) => !made.has(path));
  assert.deepEqual(further.sort(), ITS_OWN);
});

test("every file that is made of the kinds has a further one, or is about another kind alone", () => {
  const changed = [...made.keys()].filter((path) => withClock.get(path) !== made.get(path));
  assert.deepEqual(changed.sort(), Object.keys(SHARED).sort());
  for (const [path, says] of Object.entries(SHARED)) assert.match(withClock.get(path)!, says, path);
  const unchanged = [...made.keys()].filter((path) => !changed.includes(path) && !OF_NO_KIND.test(path));
  const controllers = operators.flatMap((operator) => operator.controllers);
  const names = [
    ...operators.map(({ name }) => `${name}-operator`),
    ...controllers.map(({ resource }) => resource),
    ...controllers.map(({ customResource: { plural, group } }) => `${plural}.${group}`),
    ...componentsOf(controllers),
  ];
  for (const path of unchanged) {
    const name = path
      .replace(/(\/kustomization)?\.yaml$/, "")
      .split("/")
      .at(-1)!;
    assert.ok(names.includes(name), path);
  }
});

test("a further kind of an operator that there is needs no more", () => {
  const [first, ...others] = operators;
  const grown = { ...first!, controllers: [...first!.controllers, timer] };
  const files = generatedFiles([grown, ...others], hand);
  for (const [path, says] of Object.entries(SHARED)) {
    if (/clock|only-chronik|values\.schema/.test(`${says} ${path}`)) continue;
    assert.match(files.get(path)!, says, path);
  }
  assert.match(files.get("deploy/helm/stream-operators/files/catalogue.yaml")!, /- resource: timer/);
  assert.doesNotMatch(files.get("metacontroller/components/only-chronik/kustomization.yaml")!, /timer/);
  assert.match(files.get("metacontroller/timer.yaml")!, /\/\/chronik-operator\.chronik-operator-system\.svc/);
});

test("every file that is made says so in its first line, but for JSON, which has no comments", () => {
  for (const [path, content] of made) {
    if (path.endsWith(".json")) continue;
    assert.match(content, /^(# |<!-- )Made by "npm run generate" from .+\. Do not edit\.( -->)?\n/, path);
  }
});

test("every YAML file that is made can be read", () => {
  for (const [path, content] of withClock) {
    if (!path.endsWith(".yaml")) continue;
    for (const document of parseAllDocuments(content)) assert.deepEqual(document.errors, [], path);
  }
});

/**
 * Where kinds and operators are named by hand outside of their own folders, and why: here people have to look when
 * there is a further one.
 */
const BY_HAND: [place: RegExp, reason: string][] = [
  [/^src\/operators\.ts$/, "the line"],
  [/\.md$/, "pages: what there is, and how it is used"],
  [/^test\//, "tests take the real ones for examples; those for all of them go over src/operators.ts"],
  [/^(package\.json|deploy\/image\/Dockerfile|.*\/Chart\.yaml)$/, "descriptions of the project"],
  [/^deploy\/(operator|kurrentdb)\//, "the installation of an operator by itself, and its examples"],
  [/^deploy\/admission\//, "a policy to start from: where a spec asks for privileges differs by kind"],
  [/^deploy\/base\/kustomization\.yaml$/, "a comment: the folders that it is a base of"],
  [/^deploy\/helm\/stream-operators\/values\.yaml$/, "which operators a release is unless told"],
  [/^deploy\/monitoring\/(alerts|dashboards)\/.*(chronik|kurrentdb)/, "what only its own metrics show"],
  [/^deploy\/monitoring\/alerts\/resources\.yaml$/, "an alert by a role of pods that only one kind has"],
  [/^deploy\/monitoring\/kustomization\.yaml$/, "the list of the dashboards and alerts"],
];

const NAMES = operators.flatMap(({ name, controllers }) => [
  name,
  ...controllers.flatMap(({ customResource: { group, kind, plural } }) => [group, kind, plural]),
]);
const isNamed = new RegExp(NAMES.map((name) => name.replaceAll(".", "\\.")).join("|"), "i");
const isOfOneOperator = new RegExp(`^src/(${operators.map(({ name }) => name).join("|")})/`);
/** deploy/operator/operator.yaml, by npm run golden. */
const isMadeElsewhere = (content: string) => content.startsWith('# Made by "npm run');

async function writtenByHand(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(repository, { withFileTypes: true })) {
    if (["node_modules", "dist", ".git", "package-lock.json"].includes(entry.name)) continue;
    if (entry.isFile()) files.set(entry.name, await readFile(join(repository, entry.name), "utf8"));
    else
      for (const [path, content] of await filesIn(join(repository, entry.name)))
        files.set(join(entry.name, path), content);
  }
  return new Map([...files].filter(([path, content]) => !made.has(path) && !isMadeElsewhere(content)));
}

test("a kind costs a folder and a line: nothing else by hand names kinds, but where it is said why", async () => {
  const naming = [...(await writtenByHand())]
    .filter(([path, content]) => isNamed.test(path) || isNamed.test(content))
    .map(([path]) => path)
    .filter((path) => !isOfOneOperator.test(path));
  const unknown = naming.filter((path) => !BY_HAND.some(([place]) => place.test(path)));
  assert.deepEqual(unknown, [], "generate it, or say here why it is by hand");
  for (const [place, reason] of BY_HAND) {
    assert.ok(
      naming.some((path) => place.test(path)),
      `${reason}: ${place} is no more, so it need not be looked at`,
    );
  }
});
