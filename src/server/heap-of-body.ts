/**
 * How much heap a JSON body takes once it is parsed, told before it is.
 *
 * Dense JSON takes up to 60 times its size: a million `{},` are three megabytes of text and 60 of objects. So what makes
 * objects is counted first, which takes a thousandth of a second for a megabyte.
 */

/** Measured with the densest shapes there are, in test/attack/heap.test.ts: keys that are all different, in one object. */
const BYTES_PER_VALUE = 60;
/** The text, and a copy of it as long as it is read. A text that is not Latin takes two bytes a character. */
const BYTES_PER_BYTE = 3;

/** What a body of so many bytes takes at the most. */
export const largestHeap = (bytes: number): number => bytes * (BYTES_PER_VALUE + BYTES_PER_BYTE);

const [COMMA, COLON, BRACKET, BRACE] = [",", ":", "[", "{"].map((character) => character.charCodeAt(0));

/**
 * What the body takes, about. Each value but the first follows one of these characters. Those within texts count as well:
 * what was last applied is JSON in an annotation, and is parsed too.
 */
export function heapOf(body: Uint8Array): number {
  let values = 0;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (byte === COMMA || byte === COLON || byte === BRACKET || byte === BRACE) values += 1;
  }
  return values * BYTES_PER_VALUE + body.length * BYTES_PER_BYTE;
}
