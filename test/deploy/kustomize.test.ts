import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { operators } from "../../src/operators.ts";
import { type Installation, installations } from "./installations.ts";
import {
  kustomize,
  kustomizeWith,
  type Manifest,
  namesOf,
  objectsOf,
  repository,
  skip,
  theOnly,
} from "./kustomize.ts";

const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
/** Each is skipped by itself: the tests inside a skipped `describe` are not counted. */
const manifestTest = (name: string, body: () => Promise<void>) => test(name, { skip }, body);

/** Components that a user may add to it; production has the others already. The token comes after the certificate. */
const choicesOf = ({ copies }: Pick<Installation, "copies">) => [
  ...(copies === 1 ? ["two-copies", "network-policy"] : []),
  "prometheus-operator",
  "events",
  "cert-manager",
  "bearer-token",
];

interface Container {
  env: { name: string; value: string }[];
  [field: string]: unknown;
}

function container(deployment: Manifest): Container {
  const { containers } = deployment.spec.template.spec;
  assert.equal(containers.length, 1);
  return containers[0];
}

const environment = (deployment: Manifest): Record<string, string> =>
  Object.fromEntries(container(deployment).env.map(({ name, value }) => [name, value]));

for (const installation of installations) {
  describe(installation.folder, () => {
    settings(installation);
    pod(installation);
    registration(installation);
    choices(installation);
  });
}

function settings({ folder, operator, namespace, ...promised }: Installation): void {
  manifestTest("has the settings that are promised", async () => {
    const objects = objectsOf(await kustomize(folder));
    const deployment = theOnly(objects, "Deployment", `${operator}-operator`);
    const { OPERATORS, LOG_LEVEL, NODE_OPTIONS } = environment(deployment);
    assert.deepEqual(
      { namespace: deployment.metadata.namespace, copies: deployment.spec.replicas, OPERATORS, LOG_LEVEL },
      { namespace, copies: promised.copies, OPERATORS: operator, LOG_LEVEL: promised.logLevel },
    );
    assert.deepEqual(container(deployment).resources, {
      requests: { cpu: promised.cpu, memory: promised.memory },
      limits: { memory: promised.memoryLimit },
    });
    assert.equal(
      deployment.metadata.annotations?.["stream-operators/scrape-interval"],
      promised.scrapeInterval,
    );
    assert.equal(container(deployment).image, `stream-operators:${version}`);

    const oldSpace = Number(/--max-old-space-size=(\d+)/.exec(NODE_OPTIONS!)?.[1]);
    assert.equal(`${oldSpace + 96}Mi`, promised.memoryLimit);
  });

  manifestTest("what has a namespace is in the operator's", async () => {
    const objects = objectsOf(await kustomizeWith(folder, choicesOf(promised)));
    const elsewhere = [
      "Namespace",
      "CustomResourceDefinition",
      "CompositeController",
      "ClusterRole",
      "ClusterRoleBinding",
    ];
    for (const { kind, metadata } of objects) {
      assert.equal(
        metadata.namespace,
        elsewhere.includes(kind) ? undefined : namespace,
        `${kind} ${metadata.name}`,
      );
    }
  });
}

function pod({ folder, operator }: Installation): void {
  manifestTest(
    "the pod has no more power than it needs, and every Service and budget selects it",
    async () => {
      const objects = objectsOf(await kustomize(folder));
      const { template } = theOnly(objects, "Deployment").spec;
      assert.equal(template.spec.automountServiceAccountToken, false);
      assert.deepEqual(template.spec.securityContext, {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        fsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      });
      assert.deepEqual(container(theOnly(objects, "Deployment")).securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });

      const selectors = [
        theOnly(objects, "Deployment").spec.selector.matchLabels,
        theOnly(objects, "Service", `${operator}-operator`).spec.selector,
        theOnly(objects, "Service", `${operator}-operator-metrics`).spec.selector,
        theOnly(objects, "PodDisruptionBudget").spec.selector.matchLabels,
        ...template.spec.topologySpreadConstraints.map(
          (one: Manifest["spec"]) => one.labelSelector.matchLabels,
        ),
      ];
      for (const selector of selectors) {
        assert.equal(selector["app.kubernetes.io/name"], `${operator}-operator`);
        for (const [label, value] of Object.entries(selector))
          assert.equal(template.metadata.labels[label], value);
      }
    },
  );

  manifestTest("the ports are 9443 for the webhook, 8080 for metrics, 8081 for health", async () => {
    const objects = objectsOf(await kustomize(folder));
    const [{ ports, startupProbe, livenessProbe, readinessProbe }] = [
      container(theOnly(objects, "Deployment")) as Manifest["spec"],
    ];
    assert.deepEqual(
      Object.fromEntries(ports.map((port: Manifest["spec"]) => [port.name, port.containerPort])),
      { webhook: 9443, metrics: 8080, health: 8081 },
    );
    for (const probe of [startupProbe, livenessProbe, readinessProbe])
      assert.equal(probe.httpGet.port, "health");
    assert.equal(readinessProbe.httpGet.path, "/readyz");
    assert.equal(theOnly(objects, "Service", `${operator}-operator`).spec.ports[0].port, 9443);
    assert.equal(theOnly(objects, "Service", `${operator}-operator-metrics`).spec.ports[0].port, 8080);
  });

  manifestTest("Kubernetes waits longer than the service takes to stop", async () => {
    const { spec } = theOnly(objectsOf(await kustomize(folder)), "Deployment").spec.template;
    const [, preStop] = /setTimeout\(\(\) => \{\}, (\d+)\)/.exec(JSON.stringify(spec))!;
    const [, grace] = /GRACE_MS = ([\d_]+)/.exec(readFileSync(join(repository, "src/main.ts"), "utf8"))!;
    const needed = (Number(preStop) + Number(grace!.replaceAll("_", ""))) / 1000;
    assert.ok(spec.terminationGracePeriodSeconds > needed);
  });
}

function registration({ folder, operator, namespace }: Installation): void {
  manifestTest("it brings its own CRD and registration, and not the other operator's", async () => {
    const objects = objectsOf(await kustomize(folder));
    const { customResource, resource } = operators.find(({ name }) => name === operator)!.controllers[0]!;
    const crd = `${customResource.plural}.${customResource.group}`;
    assert.deepEqual(namesOf(objects, "CustomResourceDefinition"), [crd]);
    assert.deepEqual(namesOf(objects, "CompositeController"), [resource]);
    for (const url of urls(theOnly(objects, "CompositeController"))) {
      assert.equal(url.protocol, "http:");
      assert.equal(url.host, `${operator}-operator.${namespace}.svc:9443`);
    }
  });
}

const urls = ({ spec }: Manifest): URL[] =>
  Object.values(spec.hooks).map((hook) => new URL((hook as Manifest["spec"]).webhook.url));

function choices({ folder, operator, namespace, scrapeInterval, ...promised }: Installation): void {
  manifestTest(
    "component prometheus-operator: a ServiceMonitor for the service, and the clusters may have theirs",
    async () => {
      const objects = objectsOf(await kustomizeWith(folder, ["prometheus-operator"]));
      const { metadata, spec } = theOnly(objects, "ServiceMonitor", `${operator}-operator`);
      assert.deepEqual(spec, {
        selector: { matchLabels: { "app.kubernetes.io/name": `${operator}-operator` } },
        endpoints: [{ port: "metrics", path: "/metrics", interval: scrapeInterval }],
      });
      assert.equal(metadata.namespace, namespace);
      const { childResources } = theOnly(objects, "CompositeController").spec;
      assert.ok(childResources.some((child: { resource: string }) => child.resource === "servicemonitors"));
    },
  );

  manifestTest("component events: they are children that are never written again", async () => {
    const objects = objectsOf(await kustomizeWith(folder, ["events"]));
    const { childResources } = theOnly(objects, "CompositeController").spec;
    assert.deepEqual(childResources.at(-1), {
      apiVersion: "v1",
      resource: "events",
      updateStrategy: { method: "OnDelete" },
    });
  });

  manifestTest(
    "components cert-manager and bearer-token: HTTPS and a token, the same on both sides",
    async () => {
      const objects = objectsOf(await kustomizeWith(folder, ["cert-manager", "bearer-token"]));
      const controller = theOnly(objects, "CompositeController");
      const host = `${operator}-operator.${namespace}.svc`;
      for (const url of urls(controller)) assert.equal(url.origin, `https://${host}:9443`);
      assert.deepEqual(controller.spec.endpointConfigs, [
        {
          host: `${host}:9443`,
          caBundle: { secretRef: { name: "webhook-tls", namespace, key: "ca.crt" } },
          authorization: { secretRef: { name: "webhook-token", namespace, key: "token" } },
        },
      ]);
      const certificate = theOnly(objects, "Certificate", "webhook-tls");
      assert.equal(certificate.spec.secretName, "webhook-tls");
      assert.deepEqual(certificate.spec.dnsNames, [host, `${host}.cluster.local`]);

      const deployment = theOnly(objects, "Deployment");
      const { TLS_CERT_FILE, TLS_KEY_FILE, AUTH_TOKEN_FILE } = environment(deployment);
      const mounts = container(deployment).volumeMounts as { name: string; mountPath: string }[];
      const secretAt = (path: string) => {
        const mount = mounts.find(({ mountPath }) => mountPath === dirname(path))!;
        return deployment.spec.template.spec.volumes.find((one: { name: string }) => one.name === mount.name)
          .secret.secretName;
      };
      assert.equal(secretAt(TLS_CERT_FILE!), "webhook-tls");
      assert.equal(secretAt(TLS_KEY_FILE!), "webhook-tls");
      assert.equal(secretAt(AUTH_TOKEN_FILE!), "webhook-token");
    },
  );

  manifestTest("component bearer-token alone is refused: in the clear it is no secret", async () => {
    await assert.rejects(kustomizeWith(folder, ["bearer-token"]), /endpointConfigs/);
  });

  if (promised.copies > 1) {
    manifestTest(
      "its copies are on different nodes, and only Metacontroller and Prometheus reach them",
      async () => {
        const objects = objectsOf(await kustomize(folder));
        const { template } = theOnly(objects, "Deployment").spec;
        const [term] = template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
        assert.equal(term.topologyKey, "kubernetes.io/hostname");
        for (const [label, value] of Object.entries(term.labelSelector.matchLabels))
          assert.equal(template.metadata.labels[label], value);

        assert.deepEqual(theOnly(objects, "NetworkPolicy", "default-deny").spec, {
          podSelector: {},
          policyTypes: ["Ingress", "Egress"],
        });
        const { spec } = theOnly(objects, "NetworkPolicy", "stream-operators");
        for (const [label, value] of Object.entries(spec.podSelector.matchLabels))
          assert.equal(template.metadata.labels[label], value);
        assert.equal(spec.egress, undefined);
        assert.deepEqual(
          spec.ingress.map(({ from, ports }: Manifest["spec"]) => [
            from[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"],
            ports[0].port,
          ]),
          [
            ["metacontroller", 9443],
            ["monitoring", 8080],
          ],
        );
      },
    );
  }
}

manifestTest(
  "in dev, what failed is tried again after a second; elsewhere there is a sync every ten minutes",
  async () => {
    for (const { folder } of installations) {
      const { spec } = theOnly(objectsOf(await kustomize(folder)), "CompositeController");
      assert.equal(spec.resyncPeriodSeconds, folder.endsWith("/dev") ? 1 : 600, folder);
    }
  },
);

test("the image says the version of package.json", () => {
  const dockerfile = readFileSync(join(repository, "deploy/image/Dockerfile"), "utf8");
  assert.match(dockerfile, new RegExp(`image\\.version="${version.replaceAll(".", "\\.")}"`));
});
