// metaflow-optuna's client itself is not to be had here: this replays its calls, in its order and with its habits.
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildCli, Desk, type Terminal, until } from "./terminals.ts";

beforeAll(buildCli);
const desks: Desk[] = [];
afterEach(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.clear()));
});
const newDesk = (): Desk => {
  const desk = new Desk();
  desks.push(desk);
  return desk;
};
const urlOf = async (terminal: Terminal): Promise<string> => {
  await until(() => terminal.out().includes("\n") || terminal.process.exitCode !== null, "an address");
  const [url = ""] = terminal.out().split("\n");
  expect(url, terminal.err()).toMatch(/^http:\/\/localhost:\d+\/api\/coordinator\/\S+$/);
  return url;
};

async function post<T>(url: string, path: string, body: object = {}): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ten tries with growing pauses, as the client's; shorter ones. */
async function ask(url: string): Promise<number | null> {
  for (let i = 0; i < 40; i++) {
    try {
      return (await post<{ trial_number: number }>(url, "/ask")).trial_number;
    } catch (error) {
      if (String(error).includes("410")) return null;
      await pause(Math.min(500, 20 * 2 ** i));
    }
  }
  return null;
}

/** The example's objective: each value is asked for once, and none of these calls is tried again. */
async function suggestions(url: string, trial_number: number) {
  const x = await post<{ value: number }>(url, "/suggest/float", {
    trial_number,
    name: "x",
    low: -5,
    high: 5,
    log: false,
  });
  const n = await post<{ value: number }>(url, "/suggest/int", { trial_number, name: "n", low: 2, high: 20, step: 2 });
  const kind = await post<{ value: string | null }>(url, "/suggest/categorical", {
    trial_number,
    name: "kind",
    choices: ["sqrt", "log2", null],
  });
  return { x: x.value, n: n.value, kind: kind.value };
}

describe("waggle coordinator", () => {
  it("ends with all 20 trials and no number twice, whatever is lost on the way and through a restart at ten", async () => {
    const desk = newDesk();
    const id = `test-${process.pid}`;
    const rendezvous = join(tmpdir(), `mf-svc-metaflow-optuna-${id}.json`);
    let running = desk.start(["coordinator", "--trials", "20", "--id", id]);
    const url = await urlOf(running);
    expect(JSON.parse(readFileSync(rendezvous, "utf8"))).toEqual({ url });
    const numbers: number[] = [];
    let [losses, restarts] = [0, 0];
    let restarting: Promise<void> | null = null;
    const restart = async (): Promise<void> => {
      restarts++;
      running.process.kill("SIGKILL");
      await running.ended;
      running = desk.start(["coordinator", "--resume", "--id", id]);
      expect(await urlOf(running)).toBe(url);
    };
    const worker = async (): Promise<void> => {
      for (;;) {
        const number = await ask(url);
        if (number === null) return;
        numbers.push(number);
        try {
          const { x, n, kind } = await suggestions(url, number);
          // A task killed here is started anew, and asks anew; a tell that is lost is never sent again.
          if (numbers.length % 5 === 2) {
            losses++;
            continue;
          }
          const value = x ** 2 + n + (kind === null ? 0 : 1);
          const told = await post<{ ok: boolean; completed: number; total: number }>(url, "/tell", {
            trial_number: number,
            value,
            state: "complete",
          });
          expect(told).toMatchObject({ ok: true, total: 20 });
          if (told.completed >= 10) restarting ??= restart();
          // Sent twice it counts once.
          if (numbers.length % 3 === 0) await post(url, "/tell", { trial_number: number, value, state: "complete" });
        } catch {
          // Best effort: what went wrong is nobody's business.
        }
        await restarting;
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    const { code, out, err } = await running.ended;
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(out).toMatch(/^Best: \{.*"x":.*\} -> \S+$/m);
    expect(out).not.toContain("partial");
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(restarts).toBe(1);
    expect(losses).toBeGreaterThan(2);
    expect(existsSync(rendezvous)).toBe(false);
  });

  it("answers for a trial that is none as the fourth system does, and says how far it is", async () => {
    const desk = newDesk();
    const terminal = desk.start(["coordinator", "--trials", "1", "--direction", "maximize"]);
    const url = await urlOf(terminal);
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ ready: true, completed: 0, total: 1 });
    await expect(post(url, "/suggest/float", { trial_number: 7, name: "x", low: 0, high: 1 })).rejects.toThrow(
      /404 .*"detail":"No pending trial #7"/,
    );
    expect((await fetch(`${new URL(url).origin}/api/coordinator/wgc_${"A".repeat(43)}/health`)).status).toBe(404);
    const { trial_number } = await post<{ trial_number: number }>(url, "/ask");
    // As Python writes it.
    const told = await fetch(`${url}/tell`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: `{"trial_number": ${trial_number}, "value": Infinity, "state": "complete"}`,
    });
    expect(await told.json()).toEqual({ ok: true, completed: 1, total: 1 });
    expect(await terminal.ended).toMatchObject({ code: 0, out: expect.stringContaining("-> Infinity") });
  });

  it("says what is missing when its time is over", async () => {
    const desk = newDesk();
    const terminal = desk.start(["coordinator", "--trials", "3", "--timeout", "10"]);
    const url = await urlOf(terminal);
    const { trial_number } = await post<{ trial_number: number }>(url, "/ask");
    const { x } = await suggestions(url, trial_number);
    await post(url, "/tell", { trial_number, value: x, state: "complete" });
    expect(await terminal.ended).toMatchObject({ code: 0, out: expect.stringContaining("partial: 1 of 3\nBest: {") });
  });

  it("fails with the reasons counted where all trials failed, and says how it is called", async () => {
    const desk = newDesk();
    const terminal = desk.start(["coordinator", "--trials", "2"]);
    const url = await urlOf(terminal);
    for (let i = 0; i < 2; i++) {
      const { trial_number } = await post<{ trial_number: number }>(url, "/ask");
      await post(url, "/tell", { trial_number, value: null, state: "failed", error: "no GPU" });
    }
    expect(await terminal.ended).toMatchObject({ code: 1, err: "All 2 trials failed:\n  2 times: no GPU\n" });
    expect(await desk.run(["coordinator"])).toMatchObject({ code: 2, err: expect.stringContaining("--trials 50") });
    expect(await desk.run(["coordinator", "--resume", "--id", "nobody"])).toMatchObject({ code: 1 });
  });
});
