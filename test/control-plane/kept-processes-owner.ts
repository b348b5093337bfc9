/** Starts a program that starts another one, says what belongs to it, and ends in the way its argument asks for. */
import { startKeeper } from "../support/control-plane/kept-processes.ts";

const keeper = await startKeeper();
const { pid } = await keeper.start({ name: "family", command: "sh", args: ["-c", "sleep 600 & sleep 600"] });
console.log(JSON.stringify({ folder: keeper.folder, pids: [keeper.pid, pid] }));

if (process.argv[2] === "exception") throw new Error("as asked for; the test expects it");
if (process.argv[2] === "exit") process.exit();
