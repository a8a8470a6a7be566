import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Seed } from "./seed.ts";
import { startTestSeed } from "./testing/test-seed.ts";

interface Run {
  readonly child: ChildProcess;
  output(): string;
  complaint(): string;
}

describe("the seed as a program", () => {
  const runs: Run[] = [];
  afterEach(() => {
    for (const { child } of runs.splice(0)) child.kill("SIGKILL");
  });

  function run(...args: string[]): Run {
    const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), "--no-archive", ...args], {
      env: { ...process.env, CI: "1" },
    });
    const texts = { output: "", complaint: "" };
    child.stdout.on("data", (part: Buffer) => (texts.output += part.toString()));
    child.stderr.on("data", (part: Buffer) => (texts.complaint += part.toString()));
    const started = { child, output: () => texts.output, complaint: () => texts.complaint };
    runs.push(started);
    return started;
  }
  const exitOf = async ({ child }: Run): Promise<number | null> => (await once(child, "exit"))[0];

  it("says where it is, offers the demonstration, and ends within a second when asked to", async () => {
    const seed = run("--port", "0");
    while (!seed.output().includes("http://")) await once(seed.child.stdout ?? seed.child, "data");
    const url = /http:\/\/localhost:\d+/.exec(seed.output())?.[0];
    const studies: unknown = await (await fetch(`${url}/api/studies`)).json();
    expect(studies).toMatchObject([{ trials: 0, best: null, direction: "minimize" }]);
    const began = performance.now();
    seed.child.kill("SIGTERM");
    expect(await exitOf(seed)).toBe(0);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it("says in one sentence that its port is taken", async () => {
    const holder: Seed = await startTestSeed({ host: "::" });
    const seed = run("--port", String(holder.port));
    expect(await exitOf(seed)).toBe(1);
    expect(seed.complaint()).toBe(
      `Port ${holder.port} is taken by another program: stop that one, or choose another port with --port ${holder.port + 1}.\n`,
    );
    expect(seed.output()).toBe("");
    await holder.close();
  });

  it("says what is wrong with its arguments, and how they are meant", async () => {
    const seed = run("--port", "ninety");
    expect(await exitOf(seed)).toBe(1);
    expect(seed.complaint()).toMatch(/^"ninety" is no port.*\n\nUsage: npm start/);
  });
});
