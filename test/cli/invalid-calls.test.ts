import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { perform } from "../../cli/commands/program.ts";
import { EXIT, type World } from "../../cli/commands/world.ts";
import { Failure, Misuse } from "../../cli/words/misuse.ts";
import { buildCli, Desk, freePort } from "./terminals.ts";

const folder = mkdtempSync(join(tmpdir(), "waggle-calls-"));
const file = (name: string): string => join(folder, name);
beforeAll(() => {
  writeFileSync(file("quadratic.js"), "export default () => 1;\n");
  for (const name of ["script.py", "notes.txt", "plain"]) writeFileSync(file(name), "1\n");
  writeFileSync(file("long.js"), "x".repeat(3_000_000));
  writeFileSync(file("broken.yaml"), "a: [1\n");
  writeFileSync(file("python.yaml"), "a: {config: {script_file_path: script.py}}\n");
  writeFileSync(file("entry.yaml"), "a: {config: {script_file_path: entry.js, script_entrypoint: learn}}\n");
  writeFileSync(file("entry.js"), "function train(config, reporter) {}\n");
  writeFileSync(file("ppo.yaml"), "a: {env: CartPole-v0, alg: PPO, stop: {training_iteration: 1}}\n");
  writeFileSync(file("settings.yaml"), "experiment: {population: 40, generations: 3}\n");
  writeFileSync(file("wrong.yaml"), "experiment: {population: 5}\n");
  mkdirSync(file("folder.js"));
  for (const name of ["circle.js", "circle.yaml"]) symlinkSync(file(name), file(name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nowhere = pathToFileURL("/no/such/program.js");
const world = (): World & { readonly written: string[] } => {
  const written: string[] = [];
  const out = { write: (text: string) => written.push(text) };
  return {
    written,
    env: { WAGGLE_HOME: file("home") },
    out,
    err: out,
    programs: { isolate: nowhere, quickjs: nowhere, ownWorker: nowhere, readable: [] },
    self: "/no/such/program.js",
    pythonPackages: "/no/such/folder",
    pageDirectory: "/no/such/page",
    hasWebRtc: () => false,
    seedWithinMs: 300,
    interrupted: new AbortController().signal,
  };
};

const own = file("quadratic.js");
const id = "a".repeat(43);
const badLinks = [
  "",
  "x",
  id,
  "http://localhost:9000",
  "http://localhost:9000/",
  `http://localhost:9000/#/s/${id.slice(2)}`,
  `http://localhost:9000/#/s/${id}a`,
  `http://localhost:9000/s/${id}`,
  `ftp://localhost/#/s/${id}`,
  "http://[/#/s/",
  "waggle://1",
];
const badAddresses = [
  "",
  "localhost",
  "tcp://localhost",
  "tcp://localhost:x",
  "tcp://localhost:70000",
  "udp://a:1",
  "tcp://a:1/b",
  "tcp://:5555",
];
const badCounts = ["x", "-1", "1.5", "", "1e9", "NaN", "0x10", "99999999999"];
const badSeconds = ["x", "-1", "0", "", "NaN", "1e99"];

const misuses: readonly (readonly string[])[] = [
  ...["-r", "--nrounds", "-t", "--num-cpus", "--num-gpus"].flatMap((flag) =>
    badCounts.map((bad) => ["run", own, flag, bad]),
  ),
  ...["--timeout", "--trial-timeout"].flatMap((flag) => badSeconds.map((bad) => ["run", own, flag, bad])),
  ...["run", "join", "watch", "best", "doctor"].flatMap((command) =>
    ["--nope", "-z", "--rounds=3"].map((flag) => (command === "doctor" ? [command, flag] : [command, "a", flag])),
  ),
  ...["join", "watch", "best"].flatMap((command) => [[command]].concat(badLinks.map((link) => [command, link]))),
  ...["-b", "-d", "-a"].flatMap((flag) => badAddresses.map((bad) => ["run", own, flag, bad])),
  ["batch", "inputs", file("missing.yaml"), "--trials", "3"],
  ["batch", "inputs", file("notes.txt"), "--trials", "0"],
  ["batch", "inputs", file("plain")],
  ["batch", "run", own, file("missing.jsonl"), "-o", "-"],
  ["batch", "run", own, file("notes.txt"), "-o", "-"],
  ["batch", "rebuild", file("missing.jsonl")],
  ["batch", "rebuild", file("notes.txt")],
  ["fly"],
  ["runn"],
  ["RUN"],
  ["run", own, "and-another.js"],
  ["join", "a", "b"],
  ["doctor", "x"],
  ["-d", "x"],
  ["run", file("missing.js")],
  ["run", file("folder.js")],
  ["run", file("script.py"), "--python", file("no-python")],
  ["run", own, "--entrypoint", "objective"],
  ["run", file("notes.txt")],
  ["run", file("plain")],
  ["run", file("long.js")],
  ["run", own, "--resume"],
  ["run", file("circle.js")],
  ["run", file(`${"a".repeat(300)}.js`)],
  ["run", own, "-u", "é".repeat(60)],
  ["tune", "-f", file("circle.yaml")],
  ["evolve", "-f", file("circle.yaml"), "-n", "lab"],
  ["run", own, "-u", ""],
  ["run", own, "-u", "u".repeat(200)],
  ["run", own, "-n", " "],
  ["run", own, "-n", "n".repeat(99)],
  ["run", own, "-s", "alice"],
  ["run", own, "--direction", "up"],
  ["run", own, "--direction", ""],
  ["run", own, "--sampler", "tpee"],
  ["run", own, "--sampler", "{"],
  ["run", own, "--sampler", '{"name":7}'],
  ["run", own, "--pruner", "axe"],
  ["run", own, "--pruner", "{]"],
  ["run", own, "--stop", "0.99"],
  ["run", own, "--stop", "{"],
  ["run", own, "--stop", '{"accuracy":"much"}'],
  ["run", own, "--study", ""],
  ["run", own, "-r"],
  ["tune"],
  ["tune", "experiment.yaml"],
  ["tune", "-f"],
  ["tune", "-f", file("nowhere.yaml")],
  ["tune", "-f", file("folder.js")],
  ["tune", "-f", file("long.js")],
  ["tune", "-f", file("broken.yaml")],
  ["tune", "-f", file("python.yaml")],
  ["tune", "-f", file("entry.yaml")],
  ["tune", "-f", file("ppo.yaml"), "--alg", "DQN"],
  ["tune", "-f", file("ppo.yaml"), "--env", "Pong-v0"],
  ["tune", "-f", file("ppo.yaml"), "--stop", "{}"],
  ["tune", "-f", file("ppo.yaml"), "--stop", "200"],
  ["tune", "-f", file("ppo.yaml"), "--stop", '{"episode_reward_mean":"much"}'],
  ["tune", "-f", file("ppo.yaml"), "--config", "{"],
  ["tune", "-f", file("ppo.yaml"), "--config", '{"lr":{"eval":"1 +"}}'],
  ["tune", "-f", file("ppo.yaml"), "--config", '{"speed":1}'],
  ["tune", "-f", file("ppo.yaml"), "--resources", '{"gpu":1}'],
  ["tune", "-f", file("ppo.yaml"), "--resources", "[1]"],
  ["tune", "--alg", "script", "--env", "mnist"],
  ["tune", "--alg", "PPO"],
  ...["0", "x", "1.5", "999999999"].map((bad) => ["tune", "-f", file("ppo.yaml"), "--num-trials", bad]),
  ...["--local-dir", "--upload-dir", "--checkpoint-freq", "--restore", "--redis-address"].map((flag) => [
    "tune",
    "-f",
    file("ppo.yaml"),
    flag,
    "1",
  ]),
  ["evolve"],
  ["evolve", "-n", "lab"],
  ["evolve", "-f", file("settings.yaml")],
  ["evolve", "-f", file("nowhere.yaml"), "-n", "lab"],
  ["evolve", "-f", file("folder.js"), "-n", "lab"],
  ["evolve", "-f", file("long.js"), "-n", "lab"],
  ["evolve", "-f", file("wrong.yaml"), "-n", "lab"],
  ["evolve", "-f", file("broken.yaml"), "-n", "lab"],
  ...["", "a b", "../x", "-x", "x".repeat(31), "é"].map((bad) => ["evolve", "-f", file("settings.yaml"), "-n", bad]),
  ["evolve", "tetris", "-f", file("settings.yaml"), "-n", "lab"],
  ["evolve", file("script.py"), "-f", file("settings.yaml"), "-n", "lab"],
  ["evolve", "-f", file("settings.yaml"), "-n", "lab", "--keep-vms"],
  ["workers", "stop"],
  ["workers", "cancel"],
  ["workers", "cancel", "a/b"],
  ["doctor", "-d", "nowhere"],
  ["seed", "--port", "x"],
  ["seed", "--port", "70000"],
  ["seed", "--nope"],
  ["seed", "--stun", "x"],
];

describe("a call that cannot be", () => {
  it("is one of at least 128 here", () => expect(misuses.length).toBeGreaterThanOrEqual(128));

  it.each(misuses.map((args) => [args.join(" ").replaceAll(folder, "").slice(0, 80), args] as const))(
    "%s: is told in one sentence that says the fix",
    async (_, args) => {
      const given = world();
      const error: unknown = await perform(args, given).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Misuse);
      const message = error instanceof Error ? error.message : "";
      expect(message).toMatch(/^[^\n]{10,400}[.:!?-][^\n]*$|: see waggle/);
      expect(message).not.toMatch(/\n|\bat .*:\d+:\d+|undefined|\[object/);
      expect(given.written).toEqual([]);
    },
  );

  it("ends at once on an interrupt while it waits for a seed, and keeps nothing", async () => {
    const port = await freePort();
    for (const args of [
      ["run", own, "-d", `tcp://localhost:${port}`],
      ["run", "-d", `tcp://localhost:${port}`],
      ["join", `http://localhost:${port}/#/s/${id}`],
      ["best", `http://localhost:${port}/#/s/${id}`],
      ["tune", "-f", file("ppo.yaml"), "-d", `tcp://localhost:${port}`],
    ]) {
      const interrupt = new AbortController();
      const home = file(`home-${args[0]}`);
      const given = { ...world(), env: { WAGGLE_HOME: home }, seedWithinMs: 600_000, interrupted: interrupt.signal };
      const done = perform(args, given);
      setTimeout(() => interrupt.abort(), 500);
      expect(await done).toBe(EXIT.interrupted);
      const kept = existsSync(join(home, "peers")) ? readdirSync(join(home, "peers")) : [];
      if (args[0] !== "tune") expect(kept).toEqual([]);
    }
  });

  it("with a seed that is not there ends with a sentence once it was looked for", async () => {
    const port = await freePort();
    for (const args of [
      ["run", own, "-d", `tcp://localhost:${port}`],
      ["join", `http://localhost:${port}/#/s/${id}`],
    ]) {
      const error: unknown = await perform(args, world()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Failure);
      expect(String(error)).toMatch(/No seed answers at .*Start the seed/);
    }
  });

  it("without any command shows the help", async () => {
    const given = world();
    expect(await perform([], given)).toBe(EXIT.misuse);
    expect(given.written.join("")).toContain("Usage: waggle");
  });
});

describe("an objective that does not load, as a process", () => {
  beforeAll(buildCli);
  it.each([
    ["comment.js", "// nothing\n", "no objective here"],
    ["syntax.js", "export default (trial) => {\n  let x = ;\n};\n", "line 2"],
    ["types.ts", "namespace a { export const b = 1; }\nexport default () => 1;\n", "Namespaces"],
    ["throws.js", "throw new Error('on load');\nexport default () => 1;\n", "on load"],
    ["value.js", "export default 7;\n", "must be a function"],
    ["missing.js", 'import "./nowhere.js";\nexport default () => 1;\n', "nowhere.js"],
    ["python.js", "def objective(trial):\n    return 1\n", "Python"],
  ])("%s: exits 1 with one sentence", async (name, source, why) => {
    const desk = new Desk();
    desk.write(name, source);
    const { code, err } = await desk.run(["run", name, "--quiet", "-b", `tcp://*:${await freePort()}`]);
    await desk.clear();
    expect([code, err]).toEqual([1, expect.stringContaining(why)]);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(err).not.toMatch(/\bat .*:\d+:\d+\)/);
  });
});
