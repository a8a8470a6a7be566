// The command as people run it: processes of the built program, each with a folder of its own.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

export const QUADRATIC =
  'export default (trial) => trial.suggestFloat("x", -100, 100) ** 2 + trial.suggestCategorical("y", [-1, 0, 1]);\n';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  readonly process: ChildProcess;
  /** All that was written so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<Ended>;
}

/** A folder with files, and terminals in it. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), "waggle-cli-"));
  readonly #terminals: Terminal[] = [];

  write(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text);
    return name;
  }

  /** Starts `waggle` with these arguments; without WebRTC unless told, for its relayed links need no luck. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = { WAGGLE_NO_WEBRTC: "1" }): Terminal {
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", join(root, "dist-cli", "waggle.js"), ...args],
      {
        cwd: this.folder,
        env: { PATH: process.env["PATH"] ?? "", WAGGLE_HOME: join(this.folder, "home"), ...env },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const written = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (written.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (written.err += text));
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (code) => resolve({ code, ...written }));
    });
    const terminal = { process: child, out: () => written.out, err: () => written.err, ended };
    this.#terminals.push(terminal);
    return terminal;
  }

  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
    return this.start(args, env).ended;
  }

  /** What `waggle` with these arguments writes on a terminal of 40 lines, all of it. */
  async onTerminal(args: string): Promise<string> {
    const program = `"${process.execPath}" --disable-warning=ExperimentalWarning "${join(root, "dist-cli", "waggle.js")}"`;
    const child = spawn("script", ["-qec", `stty rows 40 cols 120; ${program} ${args}`, "/dev/null"], {
      cwd: this.folder,
      env: { PATH: process.env["PATH"] ?? "", WAGGLE_HOME: join(this.folder, "home"), WAGGLE_NO_WEBRTC: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    await new Promise((resolve) => child.once("close", resolve));
    return out;
  }

  async clear(): Promise<void> {
    for (const { process: child } of this.#terminals) if (child.exitCode === null) child.kill("SIGKILL");
    await Promise.all(this.#terminals.map(({ ended }) => ended));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Built once for all tests of a file. */
export function buildCli(): void {
  execFileSync(process.execPath, ["-e", "import('./scripts/prepare.mjs').then((it) => it.buildCli())"], {
    cwd: root,
    stdio: "pipe",
  });
}

/** Below what systems give to those that ask for any port: no other program gets it by chance between now and its use. */
const PORTS = { from: 12_000, count: 18_000 };

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** The last line of a run, taken apart. */
export function bestOf({ out }: Ended): { readonly params: unknown; readonly value: number } {
  const [, params = "null", value = "NaN"] =
    /^Best: (\{.*\}) -> (\S+)$/.exec(out.trimEnd().split("\n").at(-1) ?? "") ?? [];
  return { params: JSON.parse(params), value: Number(value) };
}

export async function until(isSo: () => boolean, what: string, withinMs = 120_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`It did not happen in time: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
