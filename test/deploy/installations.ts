/** What can be installed, and what is promised of each: the table in deploy/docs/install.md, for tests. */
export interface Installation {
  folder: string;
  operator: "chronik" | "kurrentdb";
  namespace: string;
  logLevel: string;
  cpu: string;
  memory: string;
  memoryLimit: string;
  scrapeInterval: string;
  copies: number;
}

const chronik = { operator: "chronik", namespace: "chronik-operator-system" } as const;
const kurrentdb = { operator: "kurrentdb", namespace: "kurrentdb-system" } as const;
const overlay = (name: string) => `deploy/kurrentdb/overlays/${name}`;

export const installations: readonly Installation[] = [
  {
    ...chronik,
    folder: "deploy/operator",
    logLevel: "info",
    cpu: "100m",
    memory: "128Mi",
    memoryLimit: "256Mi",
    scrapeInterval: "30s",
    copies: 1,
  },
  {
    ...kurrentdb,
    folder: overlay("dev"),
    logLevel: "debug",
    cpu: "50m",
    memory: "64Mi",
    memoryLimit: "128Mi",
    scrapeInterval: "15s",
    copies: 1,
  },
  {
    ...kurrentdb,
    folder: overlay("staging"),
    logLevel: "info",
    cpu: "100m",
    memory: "128Mi",
    memoryLimit: "256Mi",
    scrapeInterval: "30s",
    copies: 1,
  },
  {
    ...kurrentdb,
    folder: overlay("uat"),
    logLevel: "info",
    cpu: "75m",
    memory: "96Mi",
    memoryLimit: "192Mi",
    scrapeInterval: "30s",
    copies: 1,
  },
  {
    ...kurrentdb,
    folder: overlay("production"),
    logLevel: "warn",
    cpu: "200m",
    memory: "256Mi",
    memoryLimit: "512Mi",
    scrapeInterval: "60s",
    copies: 2,
  },
];
