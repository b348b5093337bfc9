/** The CRDs of other projects, as they ship them: each is a file in its Go module. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const modules = [
  {
    module: "github.com/cert-manager/cert-manager@v1.21.2",
    files: ["deploy/crds/cert-manager.io_issuers.yaml", "deploy/crds/cert-manager.io_certificates.yaml"],
  },
  {
    module: "github.com/prometheus-operator/prometheus-operator@v0.85.0",
    files: [
      "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
      "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml",
    ],
  },
];

/** @returns the paths of the files @throws an error of one line where there is no Go, or no module proxy */
export async function optionalCrds(): Promise<string[]> {
  const paths = await Promise.all(
    modules.map(async ({ module, files }) => {
      const { stdout } = await run("go", ["mod", "download", "-json", module]);
      return files.map((file) => join(JSON.parse(stdout).Dir, file));
    }),
  );
  return paths.flat();
}
