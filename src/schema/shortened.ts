/**
 * A text of no more characters than that, with an ellipsis where it had more.
 *
 * A character of two halves is not cut in two: the API server would store something else for the half, and find the
 * text changed at every sync.
 */
export const shortened = (text: string, longest: number): string =>
  text.length > longest
    ? `${text
        .slice(0, longest)
        .replace(/[\uD800-\uDBFF]$/, "")
        .trimEnd()}…`
    : text;
