/** Starts a control plane, says what belongs to it, and waits to be killed. */
import { startControlPlane } from "../support/control-plane/control-plane.ts";

const { folder, processes } = await startControlPlane();
console.log(JSON.stringify({ folder, pids: [process.pid, ...processes.map(({ pid }) => pid)] }));
