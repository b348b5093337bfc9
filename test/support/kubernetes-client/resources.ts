import { ApiError, type Connection } from "./connection.ts";

/** What discovery says about a kind. */
export interface Resource {
  apiVersion: string;
  /** The lower-case plural, as in URLs: `statefulsets`. */
  resource: string;
  kind: string;
  namespaced: boolean;
  hasStatus: boolean;
}

/** The kinds that a server has: plurals are not to be guessed, the server knows. */
export class Resources {
  readonly #connection: Connection;
  readonly #known = new Map<string, Promise<Resource[]>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** What is missing is looked up again each time: a CRD may have brought it since. @throws ApiError 404 */
  async find(wanted: { apiVersion: string } & ({ kind: string } | { resource: string })): Promise<Resource> {
    const { apiVersion } = wanted;
    const is = (one: Resource) =>
      "kind" in wanted ? one.kind === wanted.kind : one.resource === wanted.resource;
    const known = (await this.#known.get(apiVersion)?.catch(() => []))?.find(is);
    if (known) return known;
    const served = this.#served(apiVersion);
    this.#known.set(apiVersion, served);
    const found = (await served).find(is);
    if (found) return found;
    const name = "kind" in wanted ? wanted.kind : wanted.resource;
    throw new ApiError(`discovery of ${name} in ${apiVersion}`, 404, "the server does not have this kind");
  }

  async #served(apiVersion: string): Promise<Resource[]> {
    const { resources } = (await this.#connection.request("GET", rootOf(apiVersion))) as {
      resources: { name: string; kind: string; namespaced: boolean }[];
    };
    const names = new Set(resources.map(({ name }) => name));
    return resources
      .filter(({ name }) => !name.includes("/"))
      .map(({ name, kind, namespaced }) => ({
        apiVersion,
        resource: name,
        kind,
        namespaced,
        hasStatus: names.has(`${name}/status`),
      }));
  }
}

/** The path of everything in a version of a group. */
export const rootOf = (apiVersion: string): string =>
  `${apiVersion.includes("/") ? "/apis" : "/api"}/${apiVersion}`;
