import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Client } from "./client.ts";

/** A request, whether it did what it meant to or not. */
export interface Request {
  /** When it came in. RFC 3339 with microseconds, in UTC. */
  time: string;
  user: string;
  /** As in a ClusterRole: `create`, `list`, … */
  verb: string;
  /** `statefulsets.apps`, `pods/status` */
  resource: string;
  /** Empty for what has none. */
  namespace: string;
  /** Empty in the creation of an object whose name the server makes. */
  name: string;
  /** The HTTP status it was answered with. */
  code: number;
  /** What an answer that is no success said. */
  message: string;
}

/** A request that meant to change something. */
export type Write = Request;

export interface WriteFilter {
  user?: string;
  since?: Date;
}

const WRITING = ["create", "update", "patch", "delete", "deletecollection"];

/**
 * What is logged, and each request when it is done (a watch when it begins, too): everybody's writes, or all requests of some users. (Leases are
 * renewed all the time by the components themselves.)
 */
export const auditPolicy = (users: readonly string[] | undefined) => ({
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "None", resources: [{ group: "coordination.k8s.io", resources: ["leases"] }] },
    ...(users ? [{ level: "Metadata", users }, marking] : [{ level: "Metadata", verbs: WRITING }]),
    { level: "None" },
  ],
});

/** The requests that `eventsUntilNow` sends. */
const marking = {
  level: "Metadata",
  resources: [{ group: "authentication.k8s.io", resources: ["selfsubjectreviews"] }],
};

interface AuditEvent {
  requestReceivedTimestamp: string;
  user: { username: string };
  impersonatedUser?: { username: string };
  verb: string;
  userAgent?: string;
  objectRef?: {
    resource: string;
    apiGroup?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
  responseStatus?: { code?: number; message?: string };
}

/** What an audit log holds, in the order in which it was done, up to the moment of the call. */
export async function readRequests(
  log: string,
  admin: Client,
  { user, since }: WriteFilter,
): Promise<Request[]> {
  const events = await eventsUntilNow(log, admin);
  return events
    .map(request)
    .filter((r) => (user === undefined || r.user === user) && (!since || new Date(r.time) >= since));
}

export const isWrite = ({ verb }: Request): boolean => WRITING.includes(verb);

/** Sends a request that changes nothing, and reads on until it is in the log: then all before it are. */
async function eventsUntilNow(log: string, admin: Client): Promise<AuditEvent[]> {
  const marker = `marker-${randomUUID()}`;
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  await admin.request("POST", path, review, "application/json", { "user-agent": marker });
  for (;;) {
    const events = (await readFile(log, "utf8"))
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as AuditEvent);
    const end = events.findIndex(({ userAgent }) => userAgent === marker);
    if (end >= 0) return events.slice(0, end).filter(({ userAgent }) => !userAgent?.startsWith("marker-"));
  }
}

const request = (event: AuditEvent): Request => {
  const { resource = "", apiGroup, subresource, namespace = "", name = "" } = event.objectRef ?? {};
  return {
    time: event.requestReceivedTimestamp,
    user: (event.impersonatedUser ?? event.user).username,
    verb: event.verb,
    resource: `${resource}${apiGroup ? `.${apiGroup}` : ""}${subresource ? `/${subresource}` : ""}`,
    namespace,
    name,
    code: event.responseStatus?.code ?? 0,
    message: event.responseStatus?.message ?? "",
  };
};
