import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../kubernetes-client/client.ts";

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

/** The requests that tell how far the log is. */
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

/** An audit log as it grows. What has been read is kept, since it is asked for all the time. */
export class AuditLog {
  readonly #path: string;
  readonly #admin: Client;
  readonly #events: AuditEvent[] = [];
  /** Bytes. */
  #read = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(path: string, admin: Client) {
    this.#path = path;
    this.#admin = admin;
  }

  /** What it holds, in the order in which it was done, up to the moment of the call. */
  async requests({ user, since }: WriteFilter): Promise<Request[]> {
    const end = await this.#now();
    return this.#events
      .slice(0, end)
      .filter(({ userAgent }) => !isMarker(userAgent))
      .map(request)
      .filter((r) => (user === undefined || r.user === user) && (!since || new Date(r.time) >= since));
  }

  /** Sends a request that changes nothing, and reads on until it is in the log: then all before it are. */
  async #now(): Promise<number> {
    const marker = `${MARKER}${randomUUID()}`;
    const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    await this.#admin.request("POST", path, review, "application/json", { "user-agent": marker });
    for (;;) {
      await this.#readOn();
      const end = this.#events.findLastIndex(({ userAgent }) => userAgent === marker);
      if (end >= 0) return end;
      await sleep(5);
    }
  }

  /** One after the other, so that no line is read twice. */
  #readOn(): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      const file = await open(this.#path);
      try {
        const { size } = await file.stat();
        const { buffer } = await file.read(Buffer.alloc(size - this.#read), 0, size - this.#read, this.#read);
        const whole = buffer.subarray(0, buffer.lastIndexOf("\n") + 1);
        this.#read += whole.length;
        for (const line of whole.toString().split("\n").slice(0, -1)) this.#events.push(JSON.parse(line));
      } finally {
        await file.close();
      }
    });
    return this.#reading;
  }
}

const MARKER = "marker-";
const isMarker = (userAgent: string | undefined) => userAgent?.startsWith(MARKER) ?? false;

export const isWrite = ({ verb }: Request): boolean => WRITING.includes(verb);

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
