import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** The heap once nothing is left that nobody needs. */
export function collectedHeapBytes(): number {
  if (typeof collect !== "function") throw new Error("This Node has no garbage collector to call.");
  for (let i = 0; i < 2; i++) collect();
  return process.memoryUsage().heapUsed;
}
