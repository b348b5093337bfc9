import {
  explainedConditions,
  explainedPhases,
  explainedReasons,
} from "../../controller/conditions-and-reasons.ts";
import type { Controller } from "../../controller/controller.ts";
import type { Explanation, Explanations } from "../../controller/words.ts";
import { madeFrom } from "./manifest.ts";

/** What every phase, condition and reason means and what to do about it, as a page of Markdown. */
export const statusPage = (controllers: readonly Controller[]): string =>
  [
    `<!-- ${madeFrom("the explanations in src/")} -->`,
    "# What the status of a resource says",
    "",
    `RESOURCE is ${controllers.map(({ resource }) => `\`${resource}\``).join(" or ")}; put in the other words in capitals as well. This shows all of a`,
    "resource's conditions, and the events on the way there:",
    "",
    "```bash",
    "kubectl describe RESOURCE NAME -n NAMESPACE",
    "```",
    "",
    "## Phases",
    "",
    ...phaseTable(explainedPhases),
    ...controllers.flatMap(({ customResource, words }) =>
      words.phases ? ["", `A ${customResource.kind} has its own:`, "", ...phaseTable(words.phases)] : [],
    ),
    "",
    "## Conditions",
    ...entries(explainedConditions),
    ...controllers.flatMap(({ customResource, words }) =>
      entries(words.conditions, `Only a ${customResource.kind} has it. `),
    ),
    "",
    "## Reasons",
    ...entries(explainedReasons),
    ...controllers.flatMap(({ customResource, words }) =>
      entries(words.reasons, `Only a ${customResource.kind} says it. `),
    ),
    "",
  ].join("\n");

const phaseTable = (phases: Explanations): string[] => [
  "| phase | means | what to do |",
  "| --- | --- | --- |",
  ...Object.entries(phases).map(([phase, { means, todo = "" }]) => `| \`${phase}\` | ${means} | ${todo} |`),
];

/** A heading each, so that alerts and people can link to a word. */
const entries = (explanations: Explanations, remark = ""): string[] =>
  Object.entries(explanations).flatMap(([word, explanation]) => [
    "",
    `### ${word}`,
    "",
    ...text(explanation, remark),
  ]);

const text = ({ means, todo }: Explanation, remark: string): string[] => [
  remark + means,
  ...(todo ? ["", `**What to do:** ${todo}`] : []),
];
