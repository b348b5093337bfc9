import type { Rule } from "../../controller/registration.ts";
import { manifest } from "./manifest.ts";

export interface Role {
  name: string;
  labels?: Record<string, string>;
  /** Rules that there is one reason for. */
  groups: readonly { reason?: string; rules: readonly Rule[] }[];
}

/** A ClusterRole, each reason above the first of its rules. */
export function clusterRole(heading: readonly string[], { name, labels, groups }: Role): string {
  const reasons: Record<string, string> = {};
  let count = 0;
  for (const { reason, rules } of groups) {
    if (reason && rules.length > 0) reasons[`rules.${count}`] = reason;
    count += rules.length;
  }
  const metadata = { name, ...(labels && { labels }) };
  const rules = groups.flatMap((group) => group.rules);
  return manifest(
    heading,
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata, rules },
    reasons,
  );
}

/** A ClusterRole and its binding to a ServiceAccount. @param remark a comment above the account */
export const roleFile = (
  heading: readonly string[],
  role: Role,
  account: { name: string; namespace: string },
  remark?: string,
): string =>
  `${clusterRole(heading, role)}---\n${manifest(
    [],
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: role.name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.name },
      subjects: [{ kind: "ServiceAccount", ...account }],
    },
    remark ? { "subjects.0": remark } : {},
  )}`;
