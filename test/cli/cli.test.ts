import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import { startTestSeed } from "../../signaling/testing/test-seed.ts";
import { readBest } from "../../formats/best/best-message.ts";
import { bestOf, buildCli, Desk, freePort, QUADRATIC, until } from "./terminals.ts";

beforeAll(buildCli);

/** A folder and terminals of this test alone: several run beside each other. */
function deskUntilEnd({ onTestFinished }: Pick<TestContext, "onTestFinished">): Desk {
  const desk = new Desk();
  onTestFinished(() => desk.clear());
  return desk;
}

/** Takes a tenth of a second for each trial. */
const PATIENT =
  "export default async (t) => { await new Promise((r) => setTimeout(r, 100)); return t.suggestFloat('x', -100, 100) ** 2; }\n";

describe("waggle run", () => {
  it.concurrent("makes an empty study of nothing, and ends well", async (context) => {
    const desk = deskUntilEnd(context);
    const { code, out, err } = await desk.run(["run", "-b", `tcp://*:${await freePort()}`]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("nothing to run");
  });

  it.concurrent("runs 4 rounds of 10 trials alone, and says the best last", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("quadratic.js", QUADRATIC);
    const ended = await desk.run(["run", "quadratic.js", "--json"]);
    expect(ended.code).toBe(0);
    const said = JSON.parse(ended.out);
    expect(said).toMatchObject({ ownTrials: 40, trials: 40, failed: 0, pruned: 0, state: "finished" });
    const quiet = await desk.run([
      "run",
      "quadratic.js",
      "--quiet",
      "-r",
      "2",
      "-t",
      "3",
      "--sampler",
      "random",
      "--seed",
      "7",
    ]);
    expect(quiet.out.trimEnd().split("\n")).toHaveLength(1);
    expect(bestOf(quiet).value).toBeGreaterThanOrEqual(-1);
  });

  it.concurrent("shares with another by the original peer's own flags: both end with one best", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("quadratic.js", QUADRATIC);
    const [a, b] = [await freePort(), await freePort()];
    const alice = desk.run([
      "run",
      "quadratic.js",
      "-r",
      "10",
      "-t",
      "10",
      "-n",
      "Alice",
      "-u",
      "alice",
      "-b",
      `tcp://*:${a}`,
    ]);
    const bob = desk.run(
      ["run", "quadratic.js", "-r", "10", "-t", "10", "-n", "Bob", "-u", "bob", "-b", `tcp://*:${b}`].concat([
        "-a",
        `tcp://localhost:${b}`,
        "-s",
        "alice",
        "-d",
        `tcp://localhost:${a}`,
      ]),
    );
    const ended = await Promise.all([alice, bob]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const [first, second] = ended.map(bestOf);
    expect(first).toEqual(second);
    expect(first?.value).toBeLessThanOrEqual(-0.95);
    for (const { out } of ended) expect(out).toContain("100 own of 200 trials");
  });

  it.concurrent("lets any peer introduce others, by its own name and address", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("patient.js", PATIENT);
    const [a, b] = [await freePort(), await freePort()];
    // Until they are interrupted.
    const rounds = ["run", "patient.js", "-r", "10000", "-t", "10"];
    const alice = desk.start([...rounds, "-n", "Alice", "-u", "alice", "-b", `tcp://*:${a}`]);
    const place = ["-b", `tcp://*:${b}`, "-a", `tcp://localhost:${b}`, "-s", "alice", "-d", `tcp://localhost:${a}`];
    const bob = desk.start([...rounds, "-n", "Bob", "-u", "bob", ...place]);
    await until(() => bob.err().includes(`Others join at http://localhost:${b}/`), "Bob's own address");
    const carol = desk.start([
      "run",
      "patient.js",
      "-r",
      "2",
      "-n",
      "Carol",
      "-s",
      "bob",
      "-d",
      `tcp://localhost:${b}`,
    ]);
    const ended = await carol.ended;
    expect(ended.code, ended.err).toBe(0);
    const [mine = "", link = ""] = [carol.err(), bob.err()].map((text) => /#\/s\/([\w-]{43})/.exec(text)?.[1] ?? "");
    expect(mine).toBe(link);
    expect(Number(/20 own of (\d+) trials/.exec(ended.out)?.[1])).toBeGreaterThan(20);
    for (const terminal of [alice, bob]) terminal.process.kill("SIGINT");
    for (const terminal of [alice, bob]) expect((await terminal.ended).code).toBe(130);
  });

  it.concurrent("lets a peer introduce others when its own seed is gone", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("patient.js", PATIENT);
    const [a, b] = [await freePort(), await freePort()];
    const rounds = ["run", "patient.js", "-r", "10000", "-t", "10"];
    const alice = desk.start([...rounds, "-n", "Alice", "-u", "alice", "-b", `tcp://*:${a}`]);
    const place = ["-b", `tcp://*:${b}`, "-a", `tcp://localhost:${b}`, "-s", "alice", "-d", `tcp://localhost:${a}`];
    const bob = desk.start([...rounds, "-n", "Bob", "-u", "bob", ...place]);
    await until(() => /[1-9]\d* own of/.test(bob.out()), "Bob's trials");
    alice.process.kill("SIGKILL");
    const carol = desk.start([
      "run",
      "patient.js",
      "-r",
      "2",
      "-n",
      "Carol",
      "-s",
      "bob",
      "-d",
      `tcp://localhost:${b}`,
    ]);
    await until(() => carol.out().includes("20 own of"), "Carol's trials");
    bob.process.kill("SIGINT");
    expect((await bob.ended).code).toBe(130);
    const ended = await carol.ended;
    expect(ended.code, ended.err).toBe(0);
    const [mine = "", link = ""] = [carol.err(), bob.err()].map((text) => /#\/s\/([\w-]{43})/.exec(text)?.[1] ?? "");
    expect(mine).toBe(link);
    expect(Number(/20 own of (\d+) trials/.exec(ended.out)?.[1])).toBeGreaterThan(20);
  });

  it.concurrent("runs four peers in one process, each its own rounds, all with one best", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "quadratic.js",
      'export default (trial) => trial.suggestFloat("x", -100, 100) ** 2 + trial.suggestInt("y", -1, 1);\n',
    );
    const ended = await desk.run(
      ["run", "quadratic.js", "--peers", "4", "-n", "node", "-r", "10", "-t", "10", "--json", "--terminate"].concat([
        "-b",
        `tcp://*:${await freePort()}`,
      ]),
    );
    expect([ended.code, ended.err]).toEqual([0, ""]);
    const said = JSON.parse(ended.out);
    expect(said).toMatchObject({ ownTrials: 100, trials: 400, failed: 0 });
    expect(said.best.value).toBeLessThanOrEqual(-0.95);
  });

  it.concurrent("imports what its own file imports, and runs TypeScript", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("shift.js", "export const shift = 3;\n");
    desk.write(
      "shifted.ts",
      'import { basename } from "node:path";\nimport { shift } from "./shift.js";\nconst least: number = basename("/a/b").length;\nexport default (trial: { suggestFloat(name: string, low: number, high: number): number }): number => (trial.suggestFloat("x", -10, 10) - shift) ** 2 + least;\n',
    );
    const ended = await desk.run(["run", "shifted.ts", "--quiet", "-r", "6"]);
    expect([ended.code, ended.err]).toEqual([0, ""]);
    expect(bestOf(ended).value).toBeGreaterThanOrEqual(1);
    expect(bestOf(ended).value).toBeLessThan(1.5);
  });

  it.concurrent("exits 1 where a trial ended in an error, and 0 where that is allowed", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "throws.js",
      "export default (t) => { if (t.number === 3) throw new Error('\\u001b[2Jno'); return t.suggestFloat('x', 0, 1); }\n",
    );
    const ended = await desk.run(["run", "throws.js", "-r", "1"]);
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(
      /1 of this peer's trials ended in an error .*:\n {2}1 of them: .*no \(line 1, column \d+\)\n$/,
    );
    expect(ended.out + ended.err).not.toContain("\u001b");
    expect((await desk.run(["run", "throws.js", "-r", "1", "--allow-failures"])).code).toBe(0);
  });

  it.concurrent("keeps everything on an interrupt, and goes on with --resume", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "slow.js",
      "export default async (t) => { await new Promise((r) => setTimeout(r, 100)); return t.suggestFloat('x', 0, 1); }\n",
    );
    const args = ["run", "slow.js", "-u", "me", "-r", "10", "-t", "10"];
    const terminal = desk.start(args);
    // Said every five seconds.
    await until(() => /[1-9]\d* own of/.test(terminal.out()), "trials");
    terminal.process.kill("SIGINT");
    const first = await terminal.ended;
    expect(first.code).toBe(130);
    // With all that was said: who forgot its seed or its rounds would do something else.
    expect(first.err).toContain("waggle run slow.js --resume --uid me --nrounds 10 --ntrials 10\n");
    const before = Number(/(\d+) own of \d+ trials.*\nBest:/.exec(first.out)?.[1]);
    const [link = ""] = /http:\/\/\S+/.exec(first.err) ?? [];
    const second = await desk.run([...args, "--resume", "--json"]);
    expect(second.code).toBe(0);
    const said = JSON.parse(second.out);
    // What is finished twice is nothing; what ran when it was interrupted may be run again.
    expect(said.trials).toBe(100);
    expect(link).toContain(said.study);
    expect(before).toBeLessThan(100);
  });

  it.concurrent("refuses a seed of another name", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write("quadratic.js", QUADRATIC);
    const seed = await startTestSeed({ uid: "carol" });
    const ended = await desk.run(["run", "quadratic.js", "-s", "alice", "-d", `tcp://127.0.0.1:${seed.port}`]);
    await seed.close();
    expect([ended.code, ended.out]).toEqual([1, ""]);
    expect(ended.err).toContain('"carol", not "alice"');
  });
});

describe("waggle join, watch and best", () => {
  it.concurrent("take part in a stranger's study, walled off, follow it, and name its best", async (context) => {
    const desk = deskUntilEnd(context);
    desk.write(
      "quadratic.js",
      'export default async (trial) => { await new Promise((r) => setTimeout(r, 100)); return trial.suggestFloat("x", -100, 100) ** 2; }\n',
    );
    const port = await freePort();
    // Until it is interrupted: how long the others take is nobody's to know.
    const author = desk.start(["run", "quadratic.js", "-u", "author", "-r", "10000", "-b", `tcp://*:${port}`]);
    await until(() => author.err().includes("Others join at"), "a link");
    const [link = ""] = /http:\/\/\S+/.exec(author.err()) ?? [];
    const [joined, named, told, graph] = await Promise.all([
      desk.run(["join", link, "-r", "2", "-t", "5", "--json"]),
      desk.run(["best", link]),
      desk.run(["best", link, "--format", "p2p"]),
      desk.run(["watch", link, "--graph"]),
    ]);
    expect([joined.code, named.code, graph.code]).toEqual([0, 0, 0]);
    expect(JSON.parse(joined.out)).toMatchObject({ ownTrials: 10, failed: 0 });
    expect(bestOf(named).value).toBeLessThanOrEqual(10_000);
    const message = readBest(told.out);
    if (!message.ok) throw new Error(message.reason);
    const { value, params, types } = message.value;
    expect([value, types]).toEqual([Number(params["x"]) ** 2, { x: "float" }]);
    expect(graph.out).toMatch(/^graph "quadratic" \{/);
    expect(author.process.exitCode).toBe(null);
    author.process.kill("SIGINT");
    expect((await author.ended).code).toBe(130);
  });
});
