import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { perform } from "../../cli/commands/program.ts";
import { EXIT, type World } from "../../cli/commands/world.ts";

const nowhere = pathToFileURL("/no/such/program.js");

async function called(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  let out = "";
  const screen = { write: (text: string) => void (out += text) };
  const world: World = {
    env: {},
    out: screen,
    err: screen,
    programs: { isolate: nowhere, quickjs: nowhere, ownWorker: nowhere, readable: [] },
    pythonPackages: "/no/such/folder",
    self: "/no/such/program.js",
    pageDirectory: "/no/such/page",
    hasWebRtc: () => false,
    interrupted: new AbortController().signal,
  };
  return { code: await perform(args, world), out };
}

it("says the options of every command by -h as by --help", async () => {
  const commands = [
    "run",
    "join",
    "watch",
    "best",
    "export",
    "batch",
    "tune",
    "evolve",
    "workers",
    "seed",
    "coordinator",
    "doctor",
  ];
  for (const name of [...commands, ""]) {
    const words = name === "" ? [] : [name];
    const help = await called(...words, "--help");
    expect(help).toEqual(await called(...words, "-h"));
    expect([help.code, help.out.split("\n")[0]]).toEqual([
      EXIT.ok,
      expect.stringContaining(["Usage: waggle", ...words].join(" ")),
    ]);
  }
});

it("says which commands there are where none is named", async () => {
  const [all, workers] = [await called(), await called("workers")];
  expect([all.code, workers.code]).toEqual([EXIT.misuse, EXIT.misuse]);
  expect(all.out).toContain("Usage: waggle [options] [command]");
  expect(workers.out).toContain("Usage: waggle workers [options] [command]");
});

it("says its version", async () => {
  expect(await called("--version")).toEqual({ code: EXIT.ok, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
