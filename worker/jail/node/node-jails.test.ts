import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../system-clock.ts";
import { nodeJailContract } from "./node-jail.contract.ts";
import { isolateJail, type JailPrograms, ownFileRunner, quickJsJail } from "./node-jails.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const programOf = (name: string): URL => pathToFileURL(join(import.meta.dirname, name));
const programs: JailPrograms = {
  isolate: programOf("isolate-child.ts"),
  quickjs: programOf("quickjs-child.ts"),
  ownWorker: programOf("own-worker-child.ts"),
  readable: [root],
};

nodeJailContract(
  "an isolate",
  () => {
    const jail = isolateJail(programs, systemClock);
    if (jail === null) throw new Error("isolated-vm has no binary for this machine.");
    return jail;
  },
  { isWalled: true, countsColumns: true, isV8: true },
);
nodeJailContract("QuickJS", () => quickJsJail(programs, systemClock), {
  isWalled: true,
  countsColumns: false,
  isV8: false,
});
nodeJailContract(
  "a plain worker",
  () => ownFileRunner(programs, pathToFileURL(join(root, "objective.js")), systemClock),
  { isWalled: false, countsColumns: true, isV8: true },
);
