import { reason as common } from "../../controller/conditions-and-reasons.ts";
import type { Report } from "../../controller/definition.ts";
import type { Workload } from "../../controller/deletion.ts";
import type { Finding } from "../../controller/finding.ts";
import { notSettled, volumesAsSpecified } from "../../controller/obstacles.ts";
import { some } from "../../controller/some.ts";
import type { Obstacle } from "../../controller/status.ts";
import { type Rollout, rollout, volumeDifferences } from "../../kubernetes/stateful-set.ts";
import { ownedVariable } from "../options/environment.ts";
import { CONFIRM_ROLLOUT, FINGERPRINT } from "./annotations.ts";
import { certificateExpiry } from "./certificates.ts";
import { volume } from "./children/stateful-set.ts";
import type { Context } from "./children.ts";
import { clusterName, readOnlyName, versionOf } from "./cluster.ts";
import { reason } from "./conditions-and-reasons.ts";
import { first } from "./confirmations.ts";
import { endpoints } from "./endpoints.ts";
import { certificatesValid, optionsSafe, passwordsApplied, secured, specFollowed } from "./findings.ts";
import type { Observed } from "./observed.ts";
import type { Plan } from "./plan.ts";
import type { KurrentDBStatus } from "./status-schema.ts";

/** How the cluster is. @param now RFC 3339 time in UTC */
export function report(context: Context, now: string): Report {
  const { cluster, observed, plan, asSpecified, readOnly } = context;
  const { secrets, statefulSet, version } = observed;
  const name = clusterName(cluster);
  const progress = rollout(FINGERPRINT, asSpecified, statefulSet);
  const readOnlyProgress = readOnly && rollout(FINGERPRINT, readOnly, observed.readOnlyStatefulSet);
  const runs = progress.state === "Settled" && !plan.isFrozen ? versionOf(cluster) : version;
  const differences = statefulSet ? volumeDifferences(volume(cluster), statefulSet) : [];
  const owned = ownedVariables(context);
  const certificates = certificatesValid(context, now);
  return {
    pods: { rollouts: [progress, ...(readOnlyProgress ? [readOnlyProgress] : [])], secrets },
    isFrozen: plan.isFrozen || owned.length > 0,
    isStopping: plan.stopping !== undefined,
    obstacles: [
      ...owned,
      ...stopping(plan, statefulSet),
      ...waiting(context),
      ...(plan.isFrozen ? notReady(name, progress) : notSettled(name, progress)),
      ...(readOnlyProgress ? notSettled(readOnlyName(cluster), readOnlyProgress) : []),
      ...resizing(plan),
      ...certificatesNotRegistered(context, certificates),
    ],
    findings: [
      volumesAsSpecified(new Map([[name, differences]])),
      specFollowed(context, progress.state === "Settled"),
      secured(cluster, plan),
      ...certificates,
      ...passwordsApplied(observed),
      ...optionsSafe(cluster, observed),
    ],
    hasRun: statefulSet !== undefined,
    ready:
      plan.targetSize === 0
        ? "Stopped; the volumes are kept"
        : `${plan.targetSize} of ${plan.targetSize} members are ready`,
    status: {
      ready: `${progress.ready}/${plan.targetSize}`,
      readyReplicas: progress.ready,
      ...(readOnlyProgress && { readyReadOnlyReplicas: readOnlyProgress.ready }),
      ...(runs !== undefined && { version: runs }),
      security: plan.security,
      ...expiry(context),
      endpoints: endpoints(cluster, plan, observed),
    },
  };
}

function expiry({ cluster: { security }, observed }: Context): Pick<KurrentDBStatus, "certificateExpires"> {
  const secret = security.mode === "TLS" ? observed.secretNamed(security.certificateSecret) : undefined;
  const certificateExpires = secret && certificateExpiry(secret);
  return certificateExpires === undefined ? {} : { certificateExpires };
}

/** Members that are still ready while the cluster is being deleted. */
export function statusWhileDeleting(workloads: readonly Workload[]): Partial<KurrentDBStatus> {
  const readyReplicas = workloads.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
  return { ready: `${readyReplicas}/0`, readyReplicas, endpoints: {} };
}

/** While the plan is frozen, the StatefulSet differs from the spec on purpose; only its pods count. */
const notReady = (name: string, { ready, specified }: Rollout): Obstacle[] =>
  ready < specified
    ? [
        {
          reason: common.PodsNotReady,
          message: `StatefulSet ${name} has ${ready} of ${specified} pods ready`,
        },
      ]
    : [];

const resizing = (plan: Plan): Obstacle[] => {
  const {
    replicas,
    clusterSize,
    targetSize,
    isFrozen,
    stopping,
    withheld: [first],
  } = plan;
  if (stopping !== undefined) return [];
  if (targetSize === 0 || (replicas === targetSize && clusterSize === targetSize)) return [];
  const state = `${replicas} of ${clusterSize}`;
  const isStuck = isFrozen || first?.reason === reason.ReadinessTooWeak;
  return isStuck && first
    ? [
        {
          reason: first.reason,
          message: `${replicas === 0 ? "It does not start" : `It stays half way at ${state} members`}. ${first.message}`,
          stalls: true,
        },
      ]
    : [
        {
          reason: reason.Resizing,
          message: `Going to ${targetSize} members step by step: ${state} now${costs(plan)}`,
        },
      ];
};

/** What people should reckon with meanwhile, see the page on KurrentDB. */
function costs({ replicas, clusterSize, targetSize }: Plan): string {
  if (replicas === 0) return ". All members stop for the new size and start together";
  if (targetSize < clusterSize) return ". Nobody should write to it meanwhile";
  if (replicas <= clusterSize / 2) return ". There is no leader until the next member has copied all data";
  return replicas < clusterSize && replicas === 3 ? ". All three are needed until the fourth is ready" : "";
}

const stopping = ({ stopping }: Plan, statefulSet: Observed["statefulSet"]): Obstacle[] =>
  stopping === undefined
    ? []
    : [
        {
          reason: reason.StoppingForChange,
          message: `Stopping all members ${stopping}: ${statefulSet?.status?.replicas ?? 0} left`,
        },
      ];

function waiting({
  rollout: { waits },
  observed: { statefulSet },
  cluster,
  plan,
  used,
}: Context): Obstacle[] {
  if (!waits || plan.isFrozen) return [];
  const { readyReplicas = 0 } = statefulSet?.status ?? {};
  const { name, namespace } = cluster.metadata;
  return [
    {
      reason: reason.RolloutWaits,
      message:
        `A change waits until all members are ready; ${readyReplicas} of ${statefulSet?.spec?.replicas} are. If it is what ` +
        `mends the others, ${first(cluster.metadata, CONFIRM_ROLLOUT, used.rollout)}annotate it: kubectl annotate kurrentdb ${name} -n ${namespace} ${CONFIRM_ROLLOUT}=true`,
    },
  ];
}

/** What the Secret of further variables must not decide. Names alone, never values. */
function ownedVariables({ cluster: { spec }, observed }: Context): Obstacle[] {
  const { environmentSecret } = spec;
  if (environmentSecret === undefined) return [];
  const keys = Object.keys(observed.secretNamed(environmentSecret)?.data ?? {}).filter(
    (key) => ownedVariable(key) !== undefined,
  );
  if (keys.length === 0) return [];
  return [
    {
      reason: reason.EnvironmentOwned,
      message: `Secret ${environmentSecret} sets what the operator sets itself: ${some(keys.sort())}. Take it out of the Secret`,
      stalls: true,
    },
  ];
}

/** @param certificates what is known of the certificates, where their Secrets are there */
function certificatesNotRegistered(
  { cluster: { security }, observed }: Context,
  certificates: readonly Finding[],
): Obstacle[] {
  if (security.mode !== "TLS" || !security.issuer || observed.hasCertificates) return [];
  // Whoever has made the Secret needs no Certificate.
  if (certificates.some((found) => found.reason !== reason.CertificatesWrong)) return [];
  return [
    {
      reason: reason.CertificatesNotRegistered,
      message:
        "issuerRef asks for a Certificate of cert-manager, and that kind is not registered. Apply " +
        `metacontroller/components/certificates, or make the Secret ${security.certificateSecret} by hand`,
      stalls: true,
    },
  ];
}
