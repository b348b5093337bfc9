/** Reading a body as it arrives: what is held is what has come, whatever was announced. */
import type { Readable } from "node:stream";

/** What becomes of the bytes of a body. */
export interface Reader {
  /** More bytes have arrived. What it throws ends the reading. */
  onBytes(bytes: number): void;
  /** More memory is about to be held. What it throws ends the reading. */
  onGrowth(bytes: number): void;
  done(error: Error | null, body: Buffer): void;
}

const SMALLEST = 16_384;
const NOTHING = Buffer.alloc(0);

/**
 * Collects a body in one piece of memory, twice as large each time: a body of a million chunks of one byte would
 * otherwise be a million objects.
 */
export function readBody(stream: Readable, { onBytes, onGrowth, done }: Reader): void {
  let held: Buffer = NOTHING;
  let length = 0;

  const take = (chunk: Buffer) => {
    try {
      onBytes(chunk.length);
      hold(chunk);
    } catch (error) {
      finish(error as Error);
    }
  };
  const hold = (chunk: Buffer) => {
    if (length + chunk.length > held.length) {
      const size = Math.max(SMALLEST, 2 * held.length, length + chunk.length);
      onGrowth(size - held.length);
      const larger = Buffer.allocUnsafeSlow(size);
      held.copy(larger, 0, 0, length);
      held = larger;
    }
    chunk.copy(held, length);
    length += chunk.length;
  };
  const finish = (error: Error | null) => {
    stream.off("data", take).off("end", end);
    const body = held.subarray(0, length);
    held = NOTHING;
    // What still comes is read and thrown away, or a caller who sends first and listens then never sees the answer.
    if (error) stream.resume();
    done(error, body);
  };
  const end = () => finish(null);
  // A caller who goes away ends the response as well, and there is nobody to tell.
  stream
    .on("data", take)
    .on("end", end)
    .on("error", () => undefined);
}
