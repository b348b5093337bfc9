import type { FastifyReply, FastifyRequest } from "fastify";
import type { Limits } from "./overload.ts";
import { mostGreedy } from "./share.ts";

/** The place of a request, from its head to the end of its answer. */
interface Place {
  /** The address of who asks. */
  caller: string;
  since: number;
  /** What is held of its body. */
  bytes: number;
  /** Since when its answer waits to be read. */
  answered?: number;
  /** Ends the request and its connection. */
  end: () => void;
}

interface Newcomer {
  caller: string;
  size: number;
}

/**
 * The requests in flight. A body is answered as soon as it is there, so that a request in flight waits for nobody but its
 * own caller: for more of the body, or for the answer to be read. Callers who neither send nor read must not keep others
 * out: where there is no room for another, a request of the caller who has the most goes, else the one that has waited
 * longest.
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
    const caller = request.raw.socket.remoteAddress ?? "";
    if (this.#places.size >= this.#limits.inFlight && !this.#makeRoom(() => 1, { caller, size: 1 }))
      return false;
    const place = { caller, since: performance.now(), bytes: 0, end: () => request.raw.socket.destroy() };
    this.#places.add(place);
    request.place = place;
    // Comes once whether the answer was sent or the caller went away; Fastify's onResponse misses the latter.
    reply.raw.once("close", () => this.#leave(place));
    return true;
  }

  /** Takes room for so many bytes more of a body. @returns whether there is room for them */
  grow(place: Place, bytes: number): boolean {
    while (this.#bytes + bytes > this.#limits.inFlightBytes) {
      if (!this.#makeRoom((other) => other.bytes, { caller: place.caller, size: bytes }, place)) return false;
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

  #makeRoom(sizeOf: (place: Place) => number, newcomer: Newcomer, except?: Place): boolean {
    const place = mostGreedy(this.#places, sizeOf, newcomer) ?? this.#longest(except);
    if (place) this.#end(place);
    return place !== undefined;
  }

  /** The one that has waited longest, if that is long. */
  #longest(except?: Place): Place | undefined {
    const long = performance.now() - this.#limits.patienceMs;
    for (const place of this.#places) {
      if (place.since > long) return undefined;
      if (place !== except) return place;
    }
    return undefined;
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
