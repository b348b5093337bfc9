/**
 * What the phase and the conditions of every resource say, and why. The order is that of the page. What only one kind
 * says stands in its own folder.
 */

import { conditionTypes, type Explanations, reasons } from "./words.ts";

/** The phases of resources with pods. Meanings that continue the phase's name. */
export const explainedPhases = {
  Pending: {
    means: "waits for something it needs",
    todo: "Condition SecretsAvailable names it: `kubectl describe RESOURCE NAME -n NAMESPACE`.",
  },
  Creating: {
    means: "being created",
    todo: "Nothing for some minutes. Then look up the reason of Ready.",
  },
  Running: { means: "all that the spec asks for is there and ready" },
  Updating: {
    means: "was Running and is being changed, or has lost pods",
    todo: "Nothing while it moves. When it stands still, look up the reason of Ready.",
  },
  Failed: {
    means: "needs intervention",
    todo: "Look up the reason of Stalled. What runs goes on running meanwhile.",
  },
  Deleting: {
    means: "being deleted",
    todo: "Nothing while it moves; the reason of Reconciling is the step. When it stands still: `kubectl get pods -n NAMESPACE -l app.kubernetes.io/instance=NAME` shows pods that do not stop.",
  },
} satisfies Explanations;

export const explainedConditions = {
  Ready: {
    means: "True: the resource is what its spec asks for. False: the message names all that is in the way.",
    todo: "Look up the reason below.",
  },
  Reconciling: {
    means: "True: it is being brought to what the spec asks for. False: it is there, or needs intervention.",
  },
  Stalled: {
    means:
      "True: it stays as it is until somebody acts. All that runs goes on running. False: it needs no intervention.",
    todo: "Look up the reason below.",
  },
  SecretsAvailable: {
    means:
      "False: a Secret that the resource refers to, or a key in it, is missing. Pods that run stay as they are.",
    todo: "Look up `SecretsMissing` below.",
  },
  VolumesAsSpecified: {
    means:
      "False: size, class or access modes in the spec differ from those of the volumes there are, which Kubernetes " +
      "cannot change. All else in the spec is followed.",
    todo: "Look up `VolumesDiffer` below.",
  },
  FieldsAsSpecified: {
    means:
      "There, and False, only while an object keeps a field that Kubernetes cannot change. All else in the spec is followed.",
    todo: "Look up `FieldImmutable` below.",
  },
  SpecFollowed: {
    means:
      "There where following a part of a spec can lose data. False: such a part is withheld until somebody confirms it.",
    todo: "Look up the reason below; the message says what confirms it.",
  },
  PodsHealthy: {
    means:
      "There, and False, only while a pod of the resource is not ready and it is known why. The message names the pods and " +
      "the first cause of each; Ready repeats it.",
    todo: "Look up the reason below; it is that of the first pod.",
  },
  Paused: {
    means: "There, and True, only while the annotation that pauses the resource is.",
    todo: "Look up `Annotated` below.",
  },
} satisfies Explanations;

export const explainedReasons = {
  AllReady: { means: "All that the spec asks for is there and ready." },
  Progressing: { means: "Nothing stands still, or it does so on purpose." },
  Creating: {
    means: "None of its objects exists yet; they are about to be created.",
    todo:
      "Nothing for a minute. If it stays so, Metacontroller cannot create them: " +
      "`kubectl describe RESOURCE NAME -n NAMESPACE` shows the error among the events, such as a missing permission " +
      "or an exceeded quota.",
  },
  ChildrenMissing: {
    means:
      "Some of its objects exist, others do not. For a moment that is usual; when it stays so, creating them fails, " +
      "or an object of somebody else bears the name of one that is wanted.",
    todo:
      "`kubectl describe RESOURCE NAME -n NAMESPACE` names the missing objects (condition Ready) and the error " +
      "(events). `kubectl get KIND OBJECT -n NAMESPACE -o yaml` shows whose an object is: ours has an owner reference " +
      "to the resource. Rename or remove the other one.",
  },
  NotApplied: {
    means:
      "A change has not reached an object yet. For a moment that is usual; when it stays so, the change is refused.",
    todo:
      "`kubectl describe RESOURCE NAME -n NAMESPACE` shows the error among the events. Correct the field of the spec that " +
      "it names, or give Metacontroller the permission that it lacks.",
  },
  NameTaken: {
    means:
      "An object of the name that is wanted exists and belongs to somebody else, so it is left alone. Where pods need it, " +
      "none is started. After a move from the earlier operator that is expected.",
    todo:
      "`kubectl get KIND OBJECT -n NAMESPACE -o yaml` shows whose it is. Remove it, or give the resource another name. To " +
      "take over the pods and volumes of a StatefulSet: stop what manages it, then `kubectl delete statefulset STATEFULSET " +
      "-n NAMESPACE --cascade=orphan`. It is created again around the running pods.",
  },
  FieldImmutable: {
    means:
      "An object keeps a field that the spec asks to change, since the API server lets nobody change it.",
    todo:
      "The message has the command that deletes the object; it is created again as the spec asks for. Of a Service, that " +
      "gives it another address. Otherwise put the spec back.",
  },
  InvalidSpec: {
    means:
      "The spec breaks a rule that the API server could not check. Everything stays exactly as it is until it is " +
      "corrected; the message names the field and what is wrong with it.",
    todo:
      "`kubectl get RESOURCE NAME -n NAMESPACE -o wide` shows the message; `kubectl explain RESOURCE.spec` describes " +
      "the fields. Correct the spec, or go back to the one before.",
  },
  SecretsMissing: {
    means:
      "Secrets that pods need to start, or keys in them, are not there. A resource that runs already goes on; a new " +
      "one waits.",
    todo:
      "`kubectl get RESOURCE NAME -n NAMESPACE -o jsonpath='{.status.conditions[?(@.type==\"SecretsAvailable\")].message}'` " +
      "names them. Create them in the same namespace; the rest follows by itself within seconds.",
  },
  AllFound: { means: "Every Secret that the resource refers to is there, with the keys it needs." },
  RolloutInProgress: {
    means: "A change is being rolled out pod by pod: a new image, other settings, another certificate.",
    todo:
      "Nothing while pods come up. When it stands still: `kubectl get pods -n NAMESPACE -l " +
      "app.kubernetes.io/instance=NAME` shows the pod it waits for, and `kubectl describe pod POD -n NAMESPACE` says " +
      "why. A change that cannot start stops at its first pod: put the spec back, and that pod is replaced. If it is " +
      "not: `kubectl delete pod POD -n NAMESPACE`.",
  },
  Scaling: {
    means: "Pods are being added or taken away.",
    todo:
      "Nothing while it moves. When it stands still: `kubectl get pods,pvc -n NAMESPACE` shows pods and claims that " +
      "are Pending, and `kubectl describe pod POD -n NAMESPACE` says what they lack.",
  },
  PodsNotReady: {
    means: "The pods are those that are wanted, and not all of them are ready.",
    todo:
      "The message names the pods and the first cause of each, as soon as that is known; so does the condition PodsHealthy. " +
      "`kubectl get pods -n NAMESPACE -l app.kubernetes.io/instance=NAME -o wide` shows which and on which node; " +
      "`kubectl describe pod POD -n NAMESPACE` and `kubectl logs POD -n NAMESPACE --previous` say why.",
  },
  NothingWithheld: { means: "Every part of the spec is followed." },
  PodUnschedulable: {
    means:
      "The scheduler finds no node for a pod. The message has its reasons; how many nodes each holds for is in the pod's events.",
    todo:
      "Give the cluster nodes that fit, or ask for less: `resources`, `nodeSelector`, `affinity`, `tolerations` in the spec. " +
      "`kubectl describe pod POD -n NAMESPACE` shows the numbers.",
  },
  ClaimNotBound: {
    means: "A pod waits for its PersistentVolumeClaim, which has no volume, or none any more.",
    todo:
      "`kubectl describe pvc CLAIM -n NAMESPACE` shows what the provider of volumes says; `kubectl get storageclass` shows " +
      "which classes there are. A claim that is Lost has lost its data: delete it for an empty volume.",
  },
  PodNotStarted: {
    means:
      "A pod is on its node and none of its containers runs, for longer than usual: volumes, images or the node keep it.",
    todo: "`kubectl describe pod POD -n NAMESPACE` shows `FailedAttachVolume`, `FailedMount` or a pull among the events.",
  },
  ImageNotPulled: {
    means: "The node cannot have the image of a container.",
    todo: "Correct the name or the version in the spec, or give the Secret to pull it with. What is pulled next is tried by itself.",
  },
  ContainerNotCreated: {
    means:
      "A container cannot be made of its image and its settings, for instance since a Secret lacks a key.",
    todo: "The message names what is missing. Once it is there, the container is created by itself.",
  },
  ContainerCrashes: {
    means: "A container ends again and again; Kubernetes starts it again, less and less often.",
    todo:
      "`kubectl logs POD -n NAMESPACE --all-containers --previous` says why. After a change of the spec: put it back. Exit code " +
      "137 or 143 without OOMKilled: its probes had it stopped, or somebody did.",
  },
  OutOfMemory: {
    means: "A container used more memory than its limit, and the kernel ended it.",
    todo: "Raise the memory limit in the spec's resources.",
  },
  ProbeFails: {
    means:
      "A container runs and does not say that it is ready. At a start that may be work: an index, a copy of the data.",
    todo: "`kubectl logs POD -n NAMESPACE --all-containers` and `kubectl describe pod POD -n NAMESPACE`, `Unhealthy` among its events.",
  },
  NodeLost: {
    means: "The node of a pod does not answer. Whether its containers still run is not known.",
    todo:
      "`kubectl get nodes` shows it as NotReady. When the machine is certainly off: `kubectl delete pod POD -n NAMESPACE --force`, and the pod is " +
      "made again elsewhere; never before, or two pods may write to one volume.",
  },
  PodFailed: {
    means: "The node gave a pod up, for instance for want of memory or disk. It is made again by itself.",
    todo: "`kubectl describe nodes` shows what is scarce.",
  },
  PodNotStopping: {
    means: "A pod does not stop though its grace period is over.",
    todo: "`kubectl describe pod POD -n NAMESPACE`, and `kubectl get nodes`: whether its node is Ready.",
  },
  VolumesMatch: { means: "The volumes are what the spec asks for." },
  VolumesDiffer: {
    means: "The StatefulSet keeps the volumes it was made with, though the spec asks for others.",
    todo:
      "To follow the spec, resize each claim: `kubectl patch pvc CLAIM -n NAMESPACE -p " +
      '\'{"spec":{"resources":{"requests":{"storage":"SIZE"}}}}\'`, then ' +
      "`kubectl delete statefulset STATEFULSET -n NAMESPACE --cascade=orphan`: it is created again around its running " +
      "pods. To leave the volumes as they are, put the spec back.",
  },
  Paused: {
    means: "The resource is paused, so nothing is changed, whatever the spec says.",
    todo: "Look up `Annotated` below.",
  },
  Annotated: {
    means: "Somebody has asked by annotation that the resource be left alone.",
    todo: "`kubectl annotate RESOURCE NAME -n NAMESPACE GROUP/paused-` ends it, where GROUP is that of its apiVersion.",
  },
  Deleting: {
    means: "The resource is being deleted, step by step. Volumes stay, unless its deletionPolicy is Delete.",
  },
  DeletionProtected: {
    means:
      "The resource has been deleted, and its deletionProtection keeps everything running. A deletion cannot be taken back.",
    todo:
      "To have it carried out, take the protection away as the message says. To go on, save the resource first (`kubectl " +
      "get RESOURCE NAME -n NAMESPACE -o yaml`), let the deletion take place with `storage.deletionPolicy: Retain`, and " +
      "apply it again: it starts over the volumes that are kept.",
  },
  StoppingTraffic: { means: "First step of a deletion: the Services that clients use are being taken away." },
  DeletingWorkloads: {
    means: "A step of a deletion: all pods have stopped, and the StatefulSets are deleted.",
  },
  DeletingRest: {
    means:
      "Last step of a deletion: what supported the pods, such as ConfigMaps and ServiceAccounts, is deleted.",
  },
  Finished: { means: "The deletion is done; the resource is about to disappear." },
} satisfies Explanations;

export const condition = conditionTypes(explainedConditions);
export const reason = reasons(explainedReasons);
