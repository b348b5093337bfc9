import { request } from "node:http";

/**
 * Sends smaller and smaller bodies until one is not refused as too large: that is the largest which the service takes.
 * Those that are refused cost it little.
 *
 * @returns its size
 */
export async function sendLargest(
  port: number,
  path: string,
  make: (bytes: number) => string,
  from: number,
): Promise<number> {
  for (let bytes = from; bytes > 1000; bytes *= 0.85) {
    const body = Buffer.from(make(Math.floor(bytes)));
    if ((await statusOf(port, path, body)) !== 413) return body.length;
  }
  return 0;
}

/** @returns 0 where the connection ends without an answer */
const statusOf = (port: number, path: string, body: Buffer) =>
  new Promise<number>((resolve) => {
    const headers = { "content-type": "application/json", "content-length": body.length };
    const sent = request(
      { host: "127.0.0.1", port, path, method: "POST", agent: false, headers },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0)).on("error", () => resolve(0));
      },
    );
    sent.on("error", () => resolve(0));
    sent.end(body);
  });
