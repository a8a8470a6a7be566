import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** A seed in a process of its own, as `npm start` starts it. */
export interface SeedProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it wrote to its error output. */
  errors(): string;
  /** The same of all that it wrote. */
  output(): string;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Rejects with what it said where it ends before it listens. */
export async function startSeedProcess(args: readonly string[]): Promise<SeedProcess> {
  const main = join(import.meta.dirname, "..", "main.ts");
  const child = spawn(process.execPath, [main, "--port", "0", "--host", "127.0.0.1", "--no-open", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      const found = /http:\/\/localhost:\d+/.exec(out)?.[0];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => reject(new Error(err)));
  });
  return {
    url,
    process: child,
    errors: () => err,
    output: () => out + err,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
