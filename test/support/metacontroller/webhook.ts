/** Calling a hook over HTTP. */
import { send, type Trust } from "../http.ts";
import { type HookSpec, webhookTimeout, webhookUrl } from "./registration.ts";
import type { KubeObject } from "./store.ts";

export interface HookAccess extends Trust {
  /** Takes the place of scheme, host and port in the registration's URLs: `http://127.0.0.1:9443`. */
  base?: string;
  /** Sent as bearer token. */
  token?: string;
}

/** The service is overloaded and says when to come back. Not an error that anybody is told about. */
export class TooManyRequests extends Error {
  readonly afterSeconds: number;
  constructor(afterSeconds: number) {
    super(`the hook asks to be called again in ${afterSeconds} s`);
    this.afterSeconds = afterSeconds;
  }
}

export class Webhook {
  readonly #url: string;
  readonly #timeout: number;
  readonly #access: HookAccess;
  readonly #remembersAnswers: boolean;
  readonly #answers = new Map<string, { etag: string; body: string }>();
  /** Whether unknown and duplicate fields fail the call: they do, unless the registration says `loose`. */
  readonly strict: boolean;

  /** @throws Error when the registration holds no usable URL */
  constructor({ webhook = {} }: HookSpec, access: HookAccess) {
    this.#url = webhookUrl(webhook, access.base);
    this.#timeout = webhookTimeout(webhook);
    this.#access = access;
    this.#remembersAnswers = webhook.etag?.enabled ?? false;
    this.strict = webhook.responseUnMarshallMode !== "loose";
  }

  /**
   * @param parent whose hook it is: answers with an ETag are remembered for it
   * @returns the body of a 200, or the remembered one where the service says that it still holds
   * @throws TooManyRequests on 429
   * @throws Error on any other status, and when there is no answer
   */
  async call(parent: KubeObject, request: object): Promise<string> {
    const { base: _, token, ...trust } = this.#access;
    const { kind, metadata } = parent;
    const key = [kind, metadata.namespace, metadata.name].join("/");
    const remembered = this.#remembersAnswers ? this.#answers.get(key) : undefined;

    const { status, headers, body } = await send({
      method: "POST",
      url: this.#url,
      headers: {
        "Content-Type": "application/json",
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(remembered && { "If-None-Match": remembered.etag }),
      },
      body: JSON.stringify(request),
      timeout: this.#timeout,
      ...trust,
    });

    if (status === 429) throw new TooManyRequests(secondsUntil(headers["retry-after"]));
    if (remembered && (status === 304 || status === 412)) return remembered.body;
    if (status !== 200) throw new Error(`answered with status ${status}: ${body}`);
    if (this.#remembersAnswers && headers.etag) this.#answers.set(key, { etag: headers.etag, body });
    return body;
  }
}

/** A number of seconds or a date; what is neither counts as now. */
function secondsUntil(retryAfter: string | undefined): number {
  if (!retryAfter) return 0;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const seconds = Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? 0 : Math.max(seconds, 0);
}
