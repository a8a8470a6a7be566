import { join } from "node:path";
import { build } from "vite";
import { expect, it } from "vitest";
import { KNOWN_HASHES as EPISODES } from "../../../gallery/control/testing/episodes-hash.ts";
import { KNOWN_HASHES as NETWORKS } from "../../../gallery/neuro/testing/neuro-hash.ts";
import { KNOWN_HASH as PPO } from "../../../gallery/ppo/testing/ppo-hash.ts";
import { systemClock } from "../../system-clock.ts";
import { Held, until } from "./node-jail.contract.ts";
import { isolateJail, type NodeJail, quickJsJail } from "./node-jails.ts";
import { programs } from "./testing/programs.ts";

/** The objective with all that it imports, as one text. */
async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      lib: { entry: join(import.meta.dirname, "testing", "known-bits.ts"), formats: ["es"], fileName: "bits" },
      write: false,
      minify: false,
    },
  });
  const [output] = Array.isArray(built) ? built : [];
  const [chunk] = output?.output ?? [];
  if (chunk?.type !== "chunk") throw new Error("Nothing was built.");
  return chunk.code;
}

async function bitsIn(jail: NodeJail) {
  const held = new Held(jail, await bundled());
  await until(() => held.ready > 0 || held.loadErrors.length > 0, "it loads");
  expect(held.loadErrors).toEqual([]);
  held.run(1);
  await until(() => held.outcomes.length > 0 || held.lost.length > 0, "the bits", 600_000);
  await held.slot.close();
  const [outcome] = held.outcomes;
  expect(outcome?.error ?? held.lost[0] ?? null).toBeNull();
  return outcome?.userAttrs ?? {};
}

it("an isolate comes to the bits that browsers come to", async () => {
  const jail = isolateJail(programs, systemClock, { maxLoadMs: 60_000 });
  if (jail === null) throw new Error("isolated-vm has no binary for this machine.");
  const bits = await bitsIn(jail);
  expect(bits).toMatchObject({ hasWebAssembly: true, ppo: PPO });
  for (const way of ["plain", "wasm"]) expect(JSON.parse(String(bits[way]))).toEqual(NETWORKS);
  expect(Object.fromEntries(JSON.parse(String(bits["episodes"])))).toEqual(EPISODES);
});

// The gallery's libraries compute without the engine's own mathematics: so even an interpreter comes to the same bits.
it("QuickJS comes to them, too", async () => {
  const bits = await bitsIn(quickJsJail(programs, systemClock, { maxLoadMs: 60_000 }));
  expect(bits["hasWebAssembly"]).toBe(false);
  expect(JSON.parse(String(bits["plain"]))).toEqual(NETWORKS);
  expect(Object.fromEntries(JSON.parse(String(bits["episodes"])))).toEqual(EPISODES);
});
