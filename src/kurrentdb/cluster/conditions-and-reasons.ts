/** What only the conditions of a KurrentDB say. */
import { conditionTypes, type Explanations, reasons } from "../../controller/words.ts";

export const explainedConditions = {
  SpecFollowed: {
    means: "False: a part of the spec is withheld, because following it could lose data or stop the cluster.",
    todo: "Look up the reason below; the message says what confirms it.",
  },
  Secured: {
    means: "False: the members run without TLS and without authentication.",
    todo: "Look up `Insecure` below.",
  },
} satisfies Explanations;

export const explainedReasons = {
  Resizing: {
    means:
      "The cluster goes to its new size step by step, one member at a time, each step when the one before has arrived.",
    todo:
      "Nothing while it moves. When it stands still, a member is not ready: " +
      "`kubectl get pods -n NAMESPACE -l app.kubernetes.io/instance=NAME`.",
  },
  NothingWithheld: { means: "Every part of the spec is followed." },
  ShrinkNotConfirmed: {
    means:
      "The spec asks for fewer members than hold data, or than there are volumes of. Nothing is given up until that is " +
      "confirmed.",
    todo:
      "If it is meant: `kubectl annotate kurrentdb NAME -n NAMESPACE kurrent.io/confirm-shrink=SIZE`. If not, put " +
      "`replicas` and `configuration.clusterSize` back.",
  },
  VolumesWithGap: {
    means:
      "Volumes of an earlier cluster are there, but not that of every member up to the last of them. The cluster does " +
      "not start, since the latest data may be in the missing one.",
    todo:
      "Restore the missing claim; `kubectl get pvc -n NAMESPACE` lists `data-NAME-0` and so on. Only if the claims " +
      "before it hold all that you need, delete those after it.",
  },
  SecurityNeedsStop: {
    means:
      "The spec switches TLS on or off, and members with and without it cannot talk to each other. Nothing changes " +
      "until the cluster is stopped.",
    todo:
      '`kubectl patch kurrentdb NAME -n NAMESPACE --type merge -p \'{"spec":{"replicas":0}}\'`, wait until ' +
      "`kubectl get kurrentdb NAME -n NAMESPACE` shows 0/0, and set `replicas` back the same way.",
  },
  NodePortNeedsStop: {
    means:
      "The spec changes the port by which members find each other. Nothing changes until the cluster is stopped.",
    todo: "The same as for `SecurityNeedsStop`.",
  },
  TLS: { means: "Members and clients use TLS, and users have passwords." },
  Insecure: {
    means: "No certificates are given: anybody who reaches the members may read and write everything.",
    todo:
      "For anything but a trial set `security.certificateSecret` and `security.certificateAuthoritySecret`, then stop " +
      "and start the cluster as described for `SecurityNeedsStop`.",
  },
  StoppingMembers: { means: "A step of a deletion: the members are being stopped." },
} satisfies Explanations;

export const condition = conditionTypes(explainedConditions);
export const reason = reasons(explainedReasons);
