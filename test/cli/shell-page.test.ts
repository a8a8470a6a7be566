// Every command of docs/shell.md, run as it stands there but for its ports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildCli, Desk, freePort, type Terminal, until } from "./terminals.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "shell.md"), "utf8");
const [, objective = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
/** Blocks of one terminal, or of several beside each other. */
const scenes: (readonly (readonly string[])[])[] = [];
for (const [, text = ""] of page.matchAll(/```sh\n([\s\S]*?)```/g)) {
  const commands = text
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("#"));
  const before = text.startsWith("# terminal 2") ? scenes.pop() : undefined;
  scenes.push([...(before ?? []), commands]);
}

let desk: Desk;
const ports = new Map<string, number>();
beforeAll(async () => {
  buildCli();
  desk = new Desk();
  desk.write("quadratic.js", objective);
  for (const port of ["5555", "5556", "9000"]) ports.set(port, await freePort());
});
afterAll(() => desk.clear());

function start(command: string, link: string): Terminal {
  const here = command.replace(/\b(?:5555|5556|9000)\b/g, (port) => String(ports.get(port)));
  const words = [...here.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
  expect(words[0]).toBe("waggle");
  return desk.start(words.slice(1).map((word) => (word === "$LINK" ? link : word)));
}

it("has commands, and names every one that there is", () => {
  const commands = scenes.flat(2).join("\n");
  for (const name of ["run", "join", "watch", "best", "seed", "doctor"]) expect(commands).toContain(`waggle ${name}`);
});

it.each(scenes.map((scene) => [scene.flat()[0] ?? "", scene] as const))(
  "%s ... ends well",
  async (_, [first = [], second]) => {
    if (second === undefined) {
      for (const command of first) {
        const { code, out, err } = await start(command, "").ended;
        expect([command, code, err.replace(/^Others join at .*\n/, "")]).toEqual([command, 0, ""]);
        expect(out).not.toBe("");
      }
      return;
    }
    const [command = ""] = first;
    const beside = start(command, "");
    await until(() => /http:\/\/\S+/.test(beside.err() + beside.out()), "the first terminal's link");
    const [link = ""] = /http:\/\/\S+/.exec(beside.err()) ?? [];
    for (const next of second) {
      const { code, err, out } = await start(next, link).ended;
      expect([next, code], err).toEqual([next, 0]);
      expect(out).not.toBe("");
    }
    if (command.includes("waggle seed")) beside.process.kill("SIGINT");
    expect((await beside.ended).code).toBe(0);
  },
);
