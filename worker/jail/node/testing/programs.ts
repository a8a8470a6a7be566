import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { JailPrograms } from "../node-jails.ts";

export const root = join(import.meta.dirname, "..", "..", "..", "..");
const programOf = (name: string): URL => pathToFileURL(join(import.meta.dirname, "..", name));

/** The jails' children as they stand in the sources. */
export const programs: JailPrograms = {
  isolate: programOf("isolate-child.ts"),
  quickjs: programOf("quickjs-child.ts"),
  ownWorker: programOf("own-worker-child.ts"),
  readable: [root],
};
