import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe } from "vitest";
import { systemClock } from "../../system-clock.ts";
import { nodeJailContract, type OpenJail } from "./node-jail.contract.ts";
import { isolateJail, ownFileRunner, quickJsJail } from "./node-jails.ts";
import { programs, root } from "./testing/programs.ts";

const isolate: OpenJail = (bounds) => {
  const jail = isolateJail(programs, systemClock, bounds);
  if (jail === null) throw new Error("isolated-vm has no binary for this machine.");
  return jail;
};
const quickJs: OpenJail = (bounds) => quickJsJail(programs, systemClock, bounds);
const plainWorker: OpenJail = (bounds) =>
  ownFileRunner(programs, pathToFileURL(join(root, "objective.js")), systemClock, undefined, bounds);

for (const { engine, open, isWalled, ...traits } of [
  { engine: "an isolate", open: isolate, isWalled: true, countsColumns: true, isV8: true },
  { engine: "QuickJS", open: quickJs, isWalled: true, countsColumns: false, isV8: false },
  { engine: "a plain worker", open: plainWorker, isWalled: false, countsColumns: true, isV8: true },
]) {
  const contract = nodeJailContract(open, traits);
  describe(`an honest objective in ${engine}`, contract.honest);
  describe(`a mistake in an objective in ${engine}`, contract.mistaken);
  describe(`an objective that does not end in ${engine}`, contract.endless);
  describe(`a killed worker of ${engine}`, contract.dying);
  describe(`an objective that keeps something between trials in ${engine}`, contract.keeping);
  describe(`an objective that changes the language in ${engine}`, contract.changing);
  if (!isWalled) continue;
  describe(`an objective that reaches out of ${engine}`, contract.reachingOut);
  describe(`an objective that takes all memory in ${engine}`, contract.takingMemory);
}
