import type { FastifyReply, FastifyRequest } from "fastify";
import type { Limits } from "./overload.ts";

/** The place of a request, from its head to the end of its answer. */
interface Place {
  since: number;
  /** What is held of its body. */
  bytes: number;
  /** Since when its answer waits to be read. */
  answered?: number;
  /** Ends the request and its connection. */
  end: () => void;
}

/**
 * The requests in flight. A body is answered as soon as it is there, so that a request in flight waits for nobody but its
 * own caller: for more of the body, or for the answer to be read. Where there is no room for another, the one that has
 * waited longest goes, since callers who neither send nor read must not keep others out.
 */
export class Waiting {
  readonly #limits: Limits;
  /** In the order in which they came. */
  readonly #places = new Set<Place>();
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @returns whether there is room for it */
  enter(request: FastifyRequest, reply: FastifyReply): boolean {
    if (this.#places.size >= this.#limits.inFlight && !this.#makeRoom()) return false;
    const place = { since: performance.now(), bytes: 0, end: () => request.raw.socket.destroy() };
    this.#places.add(place);
    request.place = place;
    // Comes once whether the answer was sent or the caller went away; Fastify's onResponse misses the latter.
    reply.raw.once("close", () => this.#leave(place));
    return true;
  }

  /** Takes room for so many bytes more of a body. @returns whether there is room for them */
  grow(place: Place, bytes: number): boolean {
    while (this.#bytes + bytes > this.#limits.inFlightBytes) {
      if (!this.#makeRoom(place)) return false;
    }
    place.bytes += bytes;
    this.#bytes += bytes;
    return true;
  }

  /** Nothing of the body is held any more. */
  release(place: Place): void {
    this.#bytes -= place.bytes;
    place.bytes = 0;
  }

  /** The answer is on its way. */
  answered(place: Place): void {
    place.answered = performance.now();
  }

  /** Ends the requests whose answers nobody has read in time. To be called now and then. */
  endUnread(): void {
    const late = performance.now() - this.#limits.answerMs;
    for (const place of this.#places) {
      if (place.answered !== undefined && place.answered < late) this.#end(place);
    }
  }

  #makeRoom(except?: Place): boolean {
    const long = performance.now() - this.#limits.patienceMs;
    for (const place of this.#places) {
      if (place.since > long) return false;
      if (place === except) continue;
      this.#end(place);
      return true;
    }
    return false;
  }

  #end(place: Place): void {
    this.#leave(place);
    place.end();
  }

  #leave(place: Place): void {
    if (this.#places.delete(place)) this.release(place);
  }
}

declare module "fastify" {
  interface FastifyRequest {
    /** Among the requests in flight, once it is let in. */
    place: Place | undefined;
  }
}
