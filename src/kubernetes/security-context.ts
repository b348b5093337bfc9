/** Pod and container security contexts: their fields, and the safe values of what is left open. */
import { type ObjectOptions, type Static, Type } from "@sinclair/typebox";
import type {
  PodSecurityContext as KubernetesPodSecurityContext,
  SecurityContext as KubernetesSecurityContext,
} from "kubernetes-types/core/v1.js";
import { Int32, OneOf, withRules } from "../schema/schema.ts";

const id = (description: string) => Type.Optional(Int32({ description }));

/** A profile that the kernel applies to processes. */
const profile = (options: ObjectOptions = {}) =>
  Type.Optional(
    withRules(
      Type.Object(
        {
          type: OneOf(["RuntimeDefault", "Localhost", "Unconfined"]),
          localhostProfile: Type.Optional(Type.String({ minLength: 1 })),
        },
        options,
      ),
      {
        message: "localhostProfile goes with type Localhost, and only with it",
        isMet: ({ type, localhostProfile }) => (type === "Localhost") === (localhostProfile !== undefined),
        cel: "(self.type == 'Localhost') == has(self.localhostProfile)",
      },
    ),
  );

const shared = {
  runAsUser: id("The user id that processes run as."),
  runAsGroup: id("The primary group id of processes."),
  runAsNonRoot: Type.Optional(
    Type.Boolean({ description: "Refuse to start as root. True unless runAsUser is 0." }),
  ),
  seccompProfile: profile({ description: "Which system calls are allowed. RuntimeDefault unless set." }),
  appArmorProfile: profile({ description: "What AppArmor allows, as in a pod." }),
  seLinuxOptions: Type.Optional(
    Type.Object({
      level: Type.Optional(Type.String()),
      role: Type.Optional(Type.String()),
      type: Type.Optional(Type.String()),
      user: Type.Optional(Type.String()),
    }),
  ),
};

export const PodSecurityContext = Type.Object(
  {
    ...shared,
    fsGroup: id("The group that owns the volumes."),
    fsGroupChangePolicy: Type.Optional(
      OneOf(["OnRootMismatch", "Always"], {
        description:
          "When ownership of a volume is set: OnRootMismatch (unless set) starts faster on large volumes.",
      }),
    ),
    supplementalGroups: Type.Optional(Type.Array(Int32())),
    sysctls: Type.Optional(Type.Array(Type.Object({ name: Type.String(), value: Type.String() }))),
  },
  { description: "Security settings of the pod. What is left out gets a safe value." },
);
export type PodSecurityContext = Static<typeof PodSecurityContext>;

export const ContainerSecurityContext = Type.Object(
  {
    ...shared,
    allowPrivilegeEscalation: Type.Optional(Type.Boolean({ description: "False unless set." })),
    privileged: Type.Optional(Type.Boolean({ description: "False unless set." })),
    readOnlyRootFilesystem: Type.Optional(Type.Boolean({ description: "True unless set." })),
    capabilities: Type.Optional(
      Type.Object(
        {
          add: Type.Optional(Type.Array(Type.String())),
          drop: Type.Optional(Type.Array(Type.String())),
        },
        { description: "All are dropped unless set." },
      ),
    ),
  },
  { description: "Security settings of the container. What is left out gets a safe value." },
);
export type ContainerSecurityContext = Static<typeof ContainerSecurityContext>;

/** @param owner user and group id the image is made for */
export const podSecurityContext = (
  specified: PodSecurityContext | undefined,
  owner: number,
): KubernetesPodSecurityContext => ({
  runAsNonRoot: specified?.runAsUser !== 0,
  runAsUser: owner,
  runAsGroup: owner,
  fsGroup: owner,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
  ...specified,
});

export const containerSecurityContext = (
  specified: ContainerSecurityContext | undefined,
): KubernetesSecurityContext => ({
  // The API server refuses a privileged container that may not gain privileges.
  allowPrivilegeEscalation: specified?.privileged ?? false,
  readOnlyRootFilesystem: true,
  ...(specified?.runAsUser === 0 && { runAsNonRoot: false }),
  ...(specified?.privileged ? {} : { capabilities: { drop: ["ALL"] } }),
  ...specified,
});
