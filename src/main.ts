import closeWithGrace from "close-with-grace";
import { operators } from "./operators.ts";
import { createLog } from "./server/log.ts";
import { startService } from "./server/service.ts";
import { readSettings, StartError } from "./server/settings.ts";

/** Below the 30 s after which Kubernetes kills a pod that was told to stop. */
const GRACE_MS = 25_000;

try {
  const settings = readSettings(
    process.env,
    operators.map(({ name }) => name),
  );
  const log = createLog(settings.logLevel);
  const service = await startService(operators, settings, log);
  closeWithGrace({ delay: GRACE_MS, logger: log }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, "stopping after an error that nobody caught");
    else log.info({ signal }, "stopping");
    await service.stop();
    log.info("stopped");
  });
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(`stream-operators: ${error.message}`);
  process.exitCode = 1;
}
