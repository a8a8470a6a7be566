// Every command of docs/shell.md, run as it stands there but for its ports.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { buildCli, Desk, freePort, type Terminal, until } from "./terminals.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "shell.md"), "utf8");
/** Each is named before it, `so.js`: */
const files = [...page.matchAll(/`(\w+\.(?:js|yaml))`:\n\n```(?:js|yaml)\n([\s\S]*?)```/g)];
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

beforeAll(buildCli);

/** A folder with the page's files, and ports in the place of the page's. */
class Scene {
  readonly #desk = new Desk();
  readonly #ports = new Map<string, number>();

  static async open(): Promise<Scene> {
    const scene = new Scene();
    for (const [, name = "", text = ""] of files) scene.#desk.write(name, text);
    for (const port of ["5555", "5556", "9000"]) scene.#ports.set(port, await freePort());
    return scene;
  }

  start(command: string, link: string): Terminal {
    const here = command.replace(/\b(?:5555|5556|9000)\b/g, (port) => String(this.#ports.get(port)));
    const words = [...here.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
      ([, quoted, single, plain = ""]) => quoted ?? single ?? plain,
    );
    expect(words[0]).toBe("waggle");
    return this.#desk.start(words.slice(1).map((word) => (word === "$LINK" ? link : word)));
  }

  close(): Promise<void> {
    return this.#desk.clear();
  }
}

/** How what goes on until it is interrupted ends then; null: it ends by itself. */
function endOnInterrupt(command: string): number | null {
  if (command.startsWith("waggle seed")) return 0;
  return command.includes("-n Author") ? 130 : null;
}

it("has commands, and names every one that there is", () => {
  const commands = scenes.flat(2).join("\n");
  for (const name of ["run", "tune", "evolve", "workers", "join", "watch", "best", "export", "batch", "seed", "doctor"])
    expect(commands).toContain(`waggle ${name}`);
});

// Beside each other: most of them wait for one another, not for the processor.
it.concurrent.each(scenes.map((scene) => [scene.flat()[0] ?? "", scene] as const))(
  "%s ... ends well",
  async (_, [first = [], second]) => {
    const scene = await Scene.open();
    try {
      if (second === undefined) await oneAfterTheOther(scene, first);
      else await besideEachOther(scene, first, second);
    } finally {
      await scene.close();
    }
  },
);

/** What is said beside a result where all is well. */
const EXPECTED = /^(?:Others join at .*|.* stands in for .*)\n/gm;

async function oneAfterTheOther(scene: Scene, commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const { code, out, err } = await scene.start(command, "").ended;
    expect([command, code, err.replace(EXPECTED, "")]).toEqual([command, 0, ""]);
    expect(out).not.toBe("");
  }
}

async function besideEachOther(scene: Scene, [command = ""]: readonly string[], next: readonly string[]) {
  const beside = scene.start(command, "");
  await until(() => /http:\/\/\S+\s/.test(beside.err() + beside.out()), "the first terminal's link");
  const [link = ""] = /http:\/\/\S+/.exec(beside.err()) ?? [];
  for (const other of next) {
    const { code, err, out } = await scene.start(other, link).ended;
    expect([other, code], err).toEqual([other, 0]);
    expect(out).not.toBe("");
  }
  const interrupted = endOnInterrupt(command);
  if (interrupted !== null) {
    expect(beside.process.exitCode).toBe(null);
    beside.process.kill("SIGINT");
  }
  expect((await beside.ended).code).toBe(interrupted ?? 0);
}
