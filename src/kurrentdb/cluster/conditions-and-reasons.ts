/** What only the conditions of a KurrentDB say. */
import { conditionTypes, type Explanations, reasons } from "../../controller/words.ts";

export const explainedConditions = {
  Secured: {
    means:
      "False: anybody who reaches the members may read and write, or may with a password that everybody knows.",
    todo: "Look up the reason below.",
  },
  CertificatesValid: {
    means:
      "There with TLS only. False: something is wrong with the members' certificates, or will be soon. The message says " +
      "what, and what to do.",
    todo: "Look up the reason below.",
  },
  PasswordsApplied: {
    means:
      "There only while False: a Secret holds another password than the one that the user was made with.",
    todo: "Look up `PasswordSecretChanged` below.",
  },
  OptionsSafe: {
    means: "There only while False: an option of the server is set with which events can be lost.",
    todo: "Look up `RiskyOptions` below.",
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
      "until all members have stopped.",
    todo:
      "`kubectl annotate kurrentdb NAME -n NAMESPACE kurrent.io/confirm-stop=true` has them stopped, changed and started " +
      "again; the cluster is away meanwhile.",
  },
  NodePortNeedsStop: {
    means:
      "The spec changes the port by which members find each other. Nothing changes until all members have stopped.",
    todo: "The same as for `SecurityNeedsStop`.",
  },
  ReadinessTooWeak: {
    means:
      "The spec asks for more members or fewer, but with readiness `Health` and without TLS nothing shows whether a member " +
      "has the data. With empty members in the majority, or with the only one gone that has it, data could be lost. So none " +
      "is added or taken away.",
    todo: "Leave `readiness` at `Info`, with an image that has sh and curl, or use TLS.",
  },
  EnvironmentOwned: {
    means:
      "The Secret of `environmentSecret` has variables that the operator sets itself. Everything stays as it is until they " +
      "are gone.",
    todo: "Take the keys that the message names out of the Secret.",
  },
  CertificatesNotRegistered: {
    means:
      "The spec has an `issuerRef`, Certificates of cert-manager are not registered as children, and nobody has made the " +
      "Secret `NAME-tls` with certificates that work.",
    todo:
      "Register them with the component `metacontroller/components/certificates`, once cert-manager is installed. Or make " +
      "the Secret: `deploy/kurrentdb/examples` has a script.",
  },
  StoppingForChange: {
    means:
      "All members are being stopped for a change that they cannot take one by one. They are started again after it.",
    todo:
      "Nothing while it moves. When it stands still: `kubectl get pods -n NAMESPACE -l kurrent.io/cluster=NAME` shows " +
      "members that do not stop.",
  },
  RolloutWaits: {
    means:
      "A change waits until all members are ready: to take one more while one is missing could leave no majority.",
    todo:
      "`kubectl get pods -n NAMESPACE -l kurrent.io/cluster=NAME` shows which member is missing. If the change is what " +
      "mends it: `kubectl annotate kurrentdb NAME -n NAMESPACE kurrent.io/confirm-rollout=true`.",
  },
  TLS: { means: "Members and clients use TLS, and users have passwords." },
  Insecure: {
    means: "No certificates are given: anybody who reaches the members may read and write everything.",
    todo:
      "For anything but a trial set `security.certificateSecret` and `security.certificateAuthoritySecret`, then stop " +
      "and start the cluster as described for `SecurityNeedsStop`.",
  },
  DefaultPasswords: {
    means:
      "TLS is on, and no Secret gives the admin's password. It is admin:changeit, which everybody knows.",
    todo:
      "Before the first start set `users.adminPasswordSecret`. Once the database is made, change the password in it: the " +
      "page on KurrentDB says how.",
  },
  CertificatesFit: { means: "Nothing is wrong with the certificates, as far as their Secrets show." },
  CertificatesWrong: {
    means: "Members do not start with these certificates, or do not find each other.",
    todo: "The message names each fault and its remedy. `deploy/kurrentdb/examples` makes certificates that work.",
  },
  CertificatesExpireSoon: {
    means: "A certificate expires within 30 days, or within 7.",
    todo: "Renew it: write the new one into the Secret. Members take it over without a restart.",
  },
  PasswordSecretChanged: {
    means:
      "A password Secret has changed since the users were made. The database keeps the passwords that it has.",
    todo:
      "Change the password in the database; the page on KurrentDB says how, and how the operator is told that it is done. " +
      "Or put the Secret back.",
  },
  RiskyOptions: {
    means: "An option of the server is set with which events can be lost. It is passed on as it is.",
    todo: "Take it away as soon as it has done what it is for.",
  },
  StoppingMembers: { means: "A step of a deletion: the members are being stopped." },
} satisfies Explanations;

export const condition = conditionTypes(explainedConditions);
export const reason = reasons(explainedReasons);
