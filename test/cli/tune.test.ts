import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import { bestOf, buildCli, Desk, freePort, until } from "./terminals.ts";

beforeAll(buildCli);

const root = join(import.meta.dirname, "..", "..");

function deskUntilEnd({ onTestFinished }: Pick<TestContext, "onTestFinished">): Desk {
  const desk = new Desk();
  onTestFinished(() => desk.clear());
  return desk;
}

const PATIENT = `
async function train(config, reporter) {
  for (let step = 1; step <= 3; step++) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    reporter({ timesteps_total: step, mean_accuracy: config.x / 100 });
  }
}
`;
const EXPERIMENT = `
patient:
    config:
        script_file_path: lab/patient.py
        x: {grid_search: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}
`;

describe("waggle tune", () => {
  it.concurrent("runs the original's MNIST with the script that stands in for Python", async (context) => {
    const desk = deskUntilEnd(context);
    const name = "tune-mnist.yaml";
    desk.write(name, readFileSync(join(root, "test", "fixtures", "experiment", name), "utf8"));
    const script = join(root, "gallery", "objectives", "trainables", "tune_mnist_ray.js");
    cpSync(script, join(desk.folder, "tune_mnist_ray.js"));
    const args = ["tune", "-f", name, "--stop", '{"training_iteration": 2}', "-b", `tcp://*:${await freePort()}`];
    const ended = await desk.run(args);
    expect(ended.code, ended.err).toBe(0);
    expect(ended.err).toContain("stands in for examples/tune_mnist_ray.py");
    expect(ended.out).toContain("finished: 10 own of 10 trials, 0 failed");
    expect(["relu", "elu", "tanh"]).toContain((bestOf(ended).params as { activation?: unknown }).activation);
  });

  it.concurrent("trains CartPole by the original's file, without a script", async (context) => {
    const desk = deskUntilEnd(context);
    const name = "cartpole-ppo.yaml";
    desk.write(name, readFileSync(join(root, "test", "fixtures", "experiment", name), "utf8"));
    const said = ["--stop", '{"training_iteration": 1}', "--num-trials", "2", "--json"];
    const ended = await desk.run(["tune", "-f", name, ...said, "-b", `tcp://*:${await freePort()}`]);
    expect(ended.code, ended.err).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ trials: 2, failed: 0, state: "finished" });
  });

  it.concurrent("makes an experiment of its options alone", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("train.js", PATIENT);
    const config = '{"script_file_path": "train.js", "x": {"grid_search": [7, 8]}}';
    const ended = await desk.run(["tune", "--config", config, "--quiet", "-b", `tcp://*:${await freePort()}`]);
    expect(ended.code, ended.err).toBe(0);
    expect(bestOf(ended)).toEqual({ params: { x: 8 }, value: 0.08 });
  });

  it.concurrent("goes on when the same command is started again after an interrupt", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("patient.js", PATIENT);
    desk.write("patient.yaml", EXPERIMENT);
    const args = ["tune", "-f", "patient.yaml", "--num-cpus", "1", "-b", `tcp://*:${await freePort()}`];
    const terminal = desk.start(args);
    await until(() => /[1-9]\d* own of/.test(terminal.out()), "trials");
    terminal.process.kill("SIGINT");
    const first = await terminal.ended;
    expect(first.code).toBe(130);
    expect(first.err).toContain("Go on with: the same command");
    const before = Number(/(\d+) own of \d+ trials.*\nBest:/.exec(first.out)?.[1]);
    expect(before).toBeGreaterThan(0);
    const second = await desk.run([...args, "--json"]);
    expect(second.code, second.err).toBe(0);
    const said = JSON.parse(second.out);
    expect(first.err).toContain(said.study);
    expect(said).toMatchObject({ trials: 12, failed: 0, best: { value: 0.12 } });
    // What has ended is forgotten: a third time begins anew.
    const third = await desk.run([...args, "--json", "--stop", '{"training_iteration": 1}']);
    expect(JSON.parse(third.out).study).not.toBe(said.study);
  });

  // Util-linux's `script` gives the command a terminal.
  it.runIf(existsSync("/usr/bin/script"))(
    "shows a live status on a terminal, and the best below it",
    async (context) => {
      const desk = deskUntilEnd(context);
      desk.write("patient.js", PATIENT.replace("150", "700"));
      desk.write("patient.yaml", EXPERIMENT);
      const command = `tune -f patient.yaml --num-cpus 2 -b tcp://*:${await freePort()}`;
      const out = await desk.onTerminal(command);
      expect(out).toContain("== Status ==\r\n");
      expect(out).toContain("Resources used: 2/2 CPUs, 0/0 GPUs");
      expect(out).toMatch(/ - script_\d+_x=\d+: RUNNING \[.+\], \d+ s/);
      expect(out).toMatch(/ - script_0_x=1: TERMINATED \[.+\], \d+ s, 3 ts, 0\.01\r\n/);
      expect(out).toMatch(/trials: \d+ PENDING, [12] RUNNING, \d+ TERMINATED, 0 PRUNED, 0 ERROR/);
      // Each status takes the place of the one before it; the last one stays.
      expect(out).toContain("A\u001b[0J== Status ==");
      expect(out.slice(out.lastIndexOf("== Status ==")).replaceAll("\r", "")).toMatch(
        /0 PENDING, 0 RUNNING, 12 TERMINATED, 0 PRUNED, 0 ERROR\n\[#+\] 100 %\nBest: \{"x":12\} -> 0\.12\n/,
      );
    },
  );

  it.concurrent("says that a variant failed by its exit code, and runs the others", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("patient.js", PATIENT.replace("{\n  for", "{\n  if (config.x === 3) throw new Error('no');\n  for"));
    desk.write("patient.yaml", EXPERIMENT);
    const said = ["--stop", '{"training_iteration": 1}', "--json", "-b", `tcp://*:${await freePort()}`];
    const ended = await desk.run(["tune", "-f", "patient.yaml", ...said]);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ trials: 12, failed: 1 });
  });
});
