/**
 * A spec that must not be accepted. The API server is to refuse it at once, and the service to call it invalid where an
 * older CRD has let it pass.
 */
export interface BadSpec {
  /** A sentence that is printed when it is accepted after all. */
  reason: string;
  /** A JSON merge patch on a valid spec. */
  spec: object;
  /** The name of the resource, where that is what is wrong. */
  name?: string;
  /** Part of what the service says of it. */
  message: string;
  /** Part of what the API server says, where that differs; false where its rules cannot see the fault. */
  refusal?: string | false;
}
