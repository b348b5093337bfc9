/** What only the conditions of a ChronikCluster say. */
import { conditionTypes, type Explanations, reasons } from "../../controller/words.ts";

export const explainedConditions = {
  ImagesPublished: {
    means: "Of topology Tiered. False: pods wait for images that exist nowhere.",
    todo: "Look up `ImagesNotPublished` below.",
  },
  Durable: {
    means: "Of topology Unified. False: records are lost when nodes restart.",
    todo: "Look up `UnsafeClustering` below.",
  },
} satisfies Explanations;

export const explainedReasons = {
  OwnImages: { means: "Every role has an image of somebody's own, which may be anywhere." },
  ImagesNotPublished: {
    means:
      "The images that the spec names, or that it leaves to their defaults, were never published: topology Tiered is a " +
      "contract for whoever has images that keep it.",
    todo:
      "Set `image.controller`, `image.ingest` and `image.search` to your own. Without any, make a cluster of " +
      "`topology: Unified` under another name: its image is published.",
  },
  SingleNode: { means: "There is one node, which keeps its records over restarts." },
  UnsafeClustering: {
    means:
      "There are several nodes, and today's server does not bring them back to the same records: a node that restarts has " +
      "none of those it had, and when all restart, records are gone for good.",
    todo:
      "For records that must not be lost use a cluster with `nodes: 1`, and move to it with a Kafka client that copies " +
      "topics. `nodes` of this one is fixed.",
  },
  RestartNotConfirmed: {
    means:
      "A change of the spec, of a Secret or of the operator would restart the nodes, and each loses its records then. The " +
      "nodes stay as they are until somebody says that it is meant.",
    todo:
      "The message has the command, whose value is good for this one change. Nodes are restarted one at a time; let " +
      "producers and consumers rest meanwhile. Or put the spec back.",
  },
  NodesFixed: {
    means:
      "The spec asks for another number of nodes than there are, or than there are volumes of. The server can neither be " +
      "grown nor shrunk without losing records, so nothing changes.",
    todo:
      "Set `nodes` back. For another number make a new cluster and copy the topics. If the volumes are those of a cluster " +
      "you no longer need: `kubectl get pvc -n NAMESPACE -l app.kubernetes.io/instance=NAME`, and delete the claims.",
  },
  TopologyFixed: {
    means: "The spec asks for the other topology than the pods have. Neither reads the data of the other.",
    todo: "Set `topology` back. For the other topology make a new cluster under another name.",
  },
  VolumeLost: {
    means:
      "A node's claim is gone, or is a fresh one. The node does not start over it, since the server would never give it the " +
      "records that the others have.",
    todo:
      "Restore the claim under its name. Only if you can do without what it held, the message has the command that lets the " +
      "node start empty.",
  },
  AddressAwaited: {
    means:
      "Clients are told an address of each node, and a Service has none yet. Nodes do not start before, since a new address " +
      "would restart them.",
    todo:
      "`kubectl describe service OBJECT -n NAMESPACE` says what keeps the load balancer. `network.advertisedHost` gives " +
      "names that are known beforehand.",
  },
  StoppingNodes: { means: "A step of a deletion: the nodes are being stopped." },
  StoppingIngestAndSearch: {
    means:
      "A step of a deletion: ingest and search pods are being stopped; they still need the controllers meanwhile.",
  },
  StoppingControllers: { means: "A step of a deletion: the controllers are being stopped." },
} satisfies Explanations;

export const condition = conditionTypes(explainedConditions);
export const reason = reasons(explainedReasons);
