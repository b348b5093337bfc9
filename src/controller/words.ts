/**
 * The words of a status that people look up: types and reasons of conditions.
 *
 * They are no plain strings, so that none can be said that is not explained: the page that explains them
 * (crds/STATUS.md) is made from the very tables the code takes them from.
 */
export interface Explanation {
  /** What is so. One or more sentences. */
  means: string;
  /** What people do about it, with the commands; nothing where there is nothing to do. */
  todo?: string;
}

export type Explanations = Readonly<Record<string, Explanation>>;

/** What the status of one kind can say beyond what every status says, see conditions-and-reasons.ts. */
export interface Words {
  /** Its own phases, of a kind that has others than those of resources with pods. Deletion and a wrong spec need theirs. */
  readonly phases?: Explanations & Readonly<Record<"Failed" | "Deleting", Explanation>>;
  readonly conditions: Explanations;
  readonly reasons: Explanations;
}

declare const word: unique symbol;
/** What a condition is about. CamelCase. */
export type ConditionType = string & { readonly [word]: "condition type" };
/** Why a condition is as it is. CamelCase, for programs. */
export type Reason = string & { readonly [word]: "reason" };

export const conditionTypes = words<ConditionType>();
export const reasons = words<Reason>();

/** Makes the words of a table: `{ Missing: { means: "…" } }` gives `{ Missing: "Missing" }`. */
function words<Word extends string>() {
  return <Name extends string>(
    explanations: Readonly<Record<Name, Explanation>>,
  ): Readonly<Record<Name, Word>> =>
    Object.fromEntries(Object.keys(explanations).map((name) => [name, name])) as Record<Name, Word>;
}
