import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Client } from "./client.ts";

/** A request that meant to change something, whether it did or not. */
export interface Write {
  /** When it came in. RFC 3339 with microseconds, in UTC. */
  time: string;
  user: string;
  /** `create`, `update`, `patch`, `delete` or `deletecollection`. */
  verb: string;
  /** `statefulsets.apps`, `pods/status` */
  resource: string;
  /** Empty for what has none. */
  namespace: string;
  /** Empty in the creation of an object whose name the server makes. */
  name: string;
  /** The HTTP status it was answered with. */
  code: number;
}

export interface WriteFilter {
  user?: string;
  since?: Date;
}

/** Only writes, and each when it is done. Leases are renewed all the time by the components themselves. */
export const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived", "ResponseStarted"],
  rules: [
    { level: "None", resources: [{ group: "coordination.k8s.io", resources: ["leases"] }] },
    { level: "Metadata", verbs: ["create", "update", "patch", "delete", "deletecollection"] },
    { level: "None" },
  ],
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
  responseStatus?: { code?: number };
}

/** The writes in an audit log, in the order in which they were done, up to the moment of the call. */
export async function readWrites(log: string, admin: Client, { user, since }: WriteFilter): Promise<Write[]> {
  const events = await eventsUntilNow(log, admin);
  return events
    .map(write)
    .filter((w) => (user === undefined || w.user === user) && (!since || new Date(w.time) >= since));
}

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

const write = (event: AuditEvent): Write => {
  const { resource = "", apiGroup, subresource, namespace = "", name = "" } = event.objectRef ?? {};
  return {
    time: event.requestReceivedTimestamp,
    user: (event.impersonatedUser ?? event.user).username,
    verb: event.verb,
    resource: `${resource}${apiGroup ? `.${apiGroup}` : ""}${subresource ? `/${subresource}` : ""}`,
    namespace,
    name,
    code: event.responseStatus?.code ?? 0,
  };
};
