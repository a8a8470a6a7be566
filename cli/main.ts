// The terminal peer's composition root: what it is given of the machine is read here, nowhere else.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Refusal } from "../worker/engine/engine-input.ts";
import type { JailPrograms } from "../worker/jail/node/node-jails.ts";
import { perform } from "./commands/program.ts";
import { EXIT, type World } from "./commands/world.ts";
import { provideWebRtc } from "./host/webrtc.ts";
import { plainText } from "./words/plain-text.ts";
import { Failure, Misuse } from "./words/misuse.ts";

/** Goodbyes take two seconds at most; what takes longer ends all the same. */
const END_WITHIN_MS = 5_000;

const here = import.meta.dirname;
const programOf = (name: string): URL => pathToFileURL(join(here, `${name}.js`));
const programs: JailPrograms = {
  isolate: programOf("isolate-child"),
  quickjs: programOf("quickjs-child"),
  ownWorker: programOf("own-worker-child"),
  readable: [here],
  addons: join(here, "isolated-vm"),
};
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    // The second time nobody waits any more.
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  });

let webRtc: boolean | null = null;
const world: World = {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  programs,
  self: import.meta.filename,
  pageDirectory:
    [join(here, "page"), join(here, "..", "dist")].find((folder) => existsSync(folder)) ?? join(here, "page"),
  pythonPackages: join(here, "..", "clients", "python", "src"),
  hasWebRtc: () => (webRtc ??= process.env["WAGGLE_NO_WEBRTC"] === undefined && provideWebRtc()),
  interrupted: interrupt.signal,
};

// What the rooms below note for a browser's console is for whoever looks for a fault.
const log = (...what: unknown[]): void => {
  if (process.env["WAGGLE_DEBUG"] !== undefined) process.stderr.write(`${what.map(String).join(" ")}\n`);
};
Object.assign(console, { log, info: log, warn: log, error: log });
process.on("unhandledRejection", (error) => end(explain(error)));
process.on("uncaughtException", (error) => end(explain(error)));
process.stdout.on("error", () => process.exit(EXIT.ok));

try {
  end(await perform(process.argv.slice(2), world));
} catch (error) {
  end(explain(error));
}

function explain(error: unknown): number {
  const isMisuse = error instanceof Misuse;
  const isSaid = isMisuse || error instanceof Failure || error instanceof Refusal;
  log(error instanceof Error ? error.stack : error);
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${isSaid ? "" : "Something went wrong: "}${plainText(message, 2_000)}\n`);
  return isMisuse ? EXIT.misuse : EXIT.failed;
}

/** Always explicitly: open connections would keep the process. What was written is out first. */
function end(code: number): void {
  setTimeout(() => process.exit(code), END_WITHIN_MS).unref();
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}
