import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findChromium } from "../../scripts/browser.mjs";
import { fail } from "../../scripts/prepare.mjs";

/** Nothing here takes this long unless it is broken. */
const STEP_LIMIT_MS = 60_000;
const LOOK_AGAIN_MS = 20;

/**
 * A Chromium of its own, spoken to over the DevTools protocol alone: a page that Playwright drives is never hidden
 * (it emulates the focus of every tab).
 */
export class RawBrowser {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #devtools: Devtools;

  private constructor(child: ChildProcess, pid: number, profile: string, devtools: Devtools) {
    this.#child = child;
    this.pid = pid;
    this.#profile = profile;
    this.#devtools = devtools;
  }

  static async start(): Promise<RawBrowser> {
    const program = findChromium();
    if (program === null) fail("This bench needs an installed Chromium: set WAGGLE_CHROMIUM to its path.");
    const profile = mkdtempSync(join(tmpdir(), "waggle-bench-"));
    const args = [
      "--headless=new",
      "--no-sandbox",
      "--no-first-run",
      "--remote-debugging-port=0",
      "--window-size=1440,900",
    ];
    const child = spawn(program, [...args, `--user-data-dir=${profile}`, "about:blank"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    process.on("exit", () => {
      child.kill("SIGKILL");
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    const url = await devtoolsUrl(child);
    return new RawBrowser(child, child.pid ?? 0, profile, await Devtools.connect(url));
  }

  /** A tab in front of all others. */
  async open(url: string): Promise<RawTab> {
    const targetId = text(await this.#devtools.send("Target.createTarget", { url }), "targetId");
    const sessionId = text(
      await this.#devtools.send("Target.attachToTarget", { targetId, flatten: true }),
      "sessionId",
    );
    return new RawTab(this.#devtools, targetId, sessionId);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    await this.#devtools.send("Browser.close", {}).catch(() => this.#child.kill("SIGKILL"));
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class RawTab {
  readonly #devtools: Devtools;
  readonly #targetId: string;
  readonly #sessionId: string;

  constructor(devtools: Devtools, targetId: string, sessionId: string) {
    this.#devtools = devtools;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /** What `expression` comes to in the page, as JSON has it. */
  async evaluate(expression: string): Promise<unknown> {
    const parameters = { expression, returnByValue: true, awaitPromise: true };
    const answer = await this.#devtools.send("Runtime.evaluate", parameters, this.#sessionId);
    return member(member(answer, "result"), "value");
  }

  /** Until `expression` is true in the page. */
  async until(expression: string): Promise<void> {
    const limitMs = performance.now() + STEP_LIMIT_MS;
    // While the page is being loaded there is nowhere to evaluate anything.
    while ((await this.evaluate(expression).catch(() => false)) !== true) {
      if (performance.now() > limitMs) fail(`The page did not come so far: ${expression}`);
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** As a browser does with a tab that nobody looks at: its timers stand still, and so do its workers. Only a hidden one is frozen. */
  async freeze(isFrozen: boolean): Promise<void> {
    await this.#devtools.send("Page.setWebLifecycleState", { state: isFrozen ? "frozen" : "active" }, this.#sessionId);
  }

  async toFront(): Promise<void> {
    await this.#devtools.send("Target.activateTarget", { targetId: this.#targetId });
  }

  async close(): Promise<void> {
    await this.#devtools.send("Target.closeTarget", { targetId: this.#targetId });
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

class Devtools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data))));
    socket.addEventListener("close", () => {
      for (const waiting of this.#waiting.values()) waiting.reject(new Error("The browser is gone."));
      this.#waiting.clear();
    });
  }

  static async connect(url: string): Promise<Devtools> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", () => reject(new Error("The browser does not answer.")), { once: true });
    });
    return new Devtools(socket);
  }

  send(method: string, params: object, sessionId?: string): Promise<unknown> {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #take(message: unknown): void {
    const id = member(message, "id");
    if (typeof id !== "number") return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    const error = member(message, "error");
    if (error === undefined) waiting?.resolve(member(message, "result"));
    else waiting?.reject(new Error(JSON.stringify(error)));
  }
}

async function devtoolsUrl(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve) => {
    const notStarted = (): never => fail(`Chromium did not start:\n${said}`);
    child.once("exit", notStarted);
    child.stderr?.setEncoding("utf8").on("data", (part: string) => {
      said = `${said}${part}`.slice(-10_000);
      const url = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      child.off("exit", notStarted);
      resolve(url);
    });
  });
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function text(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === "string" ? found : fail(`The browser gave no ${name}.`);
}
