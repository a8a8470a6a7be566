import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import { buildCli, Desk, freePort, until } from "./terminals.ts";

beforeAll(buildCli);

const fixture = join(import.meta.dirname, "..", "fixtures", "evolution", "settings.yaml");
/** The original's file, smaller. */
const SETTINGS = readFileSync(fixture, "utf8")
  .replace("generations: 350", "generations: 3")
  .replace("population: 1000", "population: 40");
/** An episode takes its time, so that somebody can interrupt. */
const PATIENT = `export default async (trial) => {
  const genome = trial.suggestSeeds("genome", { maxLength: 10 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  return genome.reduce((sum, seed) => sum + (seed % 1000), 0);
};
`;

/** A folder whose workers end with its test. */
function deskUntilEnd({ onTestFinished }: Pick<TestContext, "onTestFinished">): Desk {
  const desk = new Desk();
  desk.write("settings.yaml", SETTINGS);
  onTestFinished(async () => {
    await desk.run(["workers", "cancel", "lab"]);
    await desk.clear();
  });
  return desk;
}

/** Processes of the folder's workers. */
function workersOf(desk: Desk): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isWorkerOf(desk, pid));
}

function isWorkerOf(desk: Desk, pid: number): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("\0worker\0lab-") &&
      readFileSync(`/proc/${pid}/environ`, "utf8").includes(join(desk.folder, "home"))
    );
  } catch {
    return false;
  }
}

const filesIn = (desk: Desk, folder: string): string[] => readdirSync(join(desk.folder, folder)).toSorted();
const command = async (...more: string[]) => ["evolve", ...more, "-n", "lab", "-b", `tcp://*:${await freePort()}`];

describe("waggle evolve", () => {
  it.concurrent("breeds by the original's settings, and ends its workers", async (context) => {
    const desk = deskUntilEnd(context);
    const ended = await desk.run(await command("-f", "settings.yaml", "--datacenter", "dal10"));
    expect(ended.code, ended.err).toBe(0);
    expect(ended.err).toContain("--datacenter has no effect");
    expect(ended.err).toMatch(/Workers: .*lab-0.* of 480 wished for; 0 were there already/);
    expect(ended.out.match(/^generation \d \(\d of 3\): champion .* 0 failed$/gm)).toHaveLength(3);
    expect(filesIn(desk, "out")).toEqual(["0.npz", "1.npz", "2.npz"]);
    expect((await desk.run(["workers", "list"])).out).toBe("There are no workers.\n");
    expect((await desk.run(["workers", "cancel", "lab"])).code).toBe(1);
    const again = await desk.run(await command("-f", "settings.yaml"));
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("out/ holds the generations of another run")]);
  });

  it.concurrent("keeps workers where that is asked, and takes those that are there", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("patient.js", PATIENT);
    desk.write(
      "settings.yaml",
      "vm: {count: 1, cpus: 1}\nexperiment: {count: 2, generations: 1, population: 6, survivors: 3, champions: 1}\n",
    );
    const args = ["patient.js", "-f", "settings.yaml", "--keep-workers", "--json"];
    const ended = await desk.run(await command(...args));
    expect(ended.code, ended.err).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ studies: [{ generations: 1 }, { generations: 1 }] });
    expect([filesIn(desk, "out_0"), filesIn(desk, "out_1")]).toEqual([["0.npz"], ["0.npz"]]);
    expect((await desk.run(["workers", "list"])).out).toBe("lab-0  rests\nlab-1  rests\n");
    mkdirSync(join(desk.folder, "next"));
    writeFileSync(join(desk.folder, "settings.yaml"), SETTINGS.replace("generations: 3", "generations: 1"));
    for (const folder of ["out_0", "out_1"]) expect(filesIn(desk, folder)).toHaveLength(1);
    const next = await desk.run(await command("patient.js", "-f", "settings.yaml"));
    expect(next.code, next.err).toBe(0);
    expect(next.err).toMatch(/; [12] were there already/);
  });

  it.concurrent("keeps everything on an interrupt, and goes on when it is started again", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("patient.js", PATIENT);
    const args = await command("patient.js", "-f", "settings.yaml");
    const terminal = desk.start(args);
    await until(() => terminal.out().includes("generation 0"), "a generation");
    terminal.process.kill("SIGINT");
    const first = await terminal.ended;
    expect(first.code).toBe(130);
    expect(first.err).toContain("everything is kept, the workers too");
    expect((await desk.run(["workers", "list"])).out).toContain("lab-0  rests");
    const [link = ""] = /http:\/\/\S+/.exec(first.err) ?? [];
    const before = readFileSync(join(desk.folder, "out", "0.npz"));
    const second = await desk.run(args);
    expect(second.code, second.err).toBe(0);
    expect(second.err).toContain(link.slice(link.indexOf("#")));
    expect(second.err).toContain("Going on where it was interrupted.");
    expect(second.err).not.toContain("; 0 were there already");
    expect(filesIn(desk, "out")).toEqual(["0.npz", "1.npz", "2.npz"]);
    expect(readFileSync(join(desk.folder, "out", "0.npz")).equals(before)).toBe(true);
    expect((await desk.run(["workers", "list"])).out).toBe("There are no workers.\n");
  });

  it.concurrent("starts a worker again that was killed, and comes to its end", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("patient.js", PATIENT);
    const settings = SETTINGS.replace("vm:", "vm_of_the_original:");
    desk.write("settings.yaml", `vm: {count: 1, cpus: 1}\n${settings}`);
    const terminal = desk.start(await command("patient.js", "-f", "settings.yaml"));
    await until(() => terminal.out().includes("generation 0"), "a generation");
    const before = workersOf(desk);
    const [killed = 0] = before;
    process.kill(killed, "SIGKILL");
    await until(() => workersOf(desk).some((pid) => !before.includes(pid)), "another worker");
    const ended = await terminal.ended;
    expect(ended.code, ended.err).toBe(0);
    expect(filesIn(desk, "out")).toEqual(["0.npz", "1.npz", "2.npz"]);
    expect(ended.out.match(/^generation \d \(\d of 3\): champion .* 0 failed$/gm)).toHaveLength(3);
  });

  it.concurrent("says why, where the objective cannot run", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("broken.js", "throw new Error('on load');\nexport default () => 1;\n");
    const ended = await desk.run(await command("broken.js", "-f", "settings.yaml", "--quiet"));
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("on load");
  });
});
