import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { controlSource } from "../control/control-source.ts";
import { oneText, sourceModule } from "../gradient/testing/one-text.ts";
import type { neuro } from "../neuro/neuro.js";
import { neuroSource } from "../neuro/neuro-source.ts";
import type { ppo } from "./ppo.js";
import { ppoSource } from "./ppo-source.ts";
import { KNOWN_HASH, type Libraries, ppoHash } from "./testing/ppo-hash.ts";

/** Lowest first: each uses only what stands before it. */
const PARTS = [
  "../gradient/network",
  "../gradient/adam",
  "settings",
  "choices",
  "rollout",
  "worker",
  "learner",
  "training",
  "ppo",
].map((name) => new URL(`${name}.js`, import.meta.url));

const ABOUT =
  "Proximal policy optimization of tasks with choices: networks, their gradient, Adam, rollouts and what is learnt of them.";

/** `npx vitest run gallery/ppo/ppo-source -u` writes it again. */
test("ppo-source.ts holds the library as one text that objectives begin with", async () => {
  const header = "The files of gallery/ppo as one text without imports. Written by ppo-source.test.ts.";
  const text = sourceModule("ppoSource", header, oneText("ppo", ABOUT, PARTS));
  await expect(text).toMatchFileSnapshot("ppo-source.ts");
});

test("the text imports nothing, and is small beside what a study's source may be", () => {
  expect(ppoSource).not.toMatch(/\b(import|export)\b/);
  expect(ppoSource.length).toBeLessThan(16_000);
});

test("the text trains beside the other libraries' texts as the files do, to the last bit", () => {
  const text = [neuroSource, controlSource("cart-pole"), ppoSource, "return { neuro, control, ppo };"].join("\n");
  const inlined = runInThisContext(`(() => { ${text} })()`) as {
    readonly neuro: typeof neuro;
    readonly ppo: typeof ppo;
    readonly control: Pick<Libraries, "newCartPole">;
  };
  expect(ppoHash({ neuro: inlined.neuro, ppo: inlined.ppo, ...inlined.control })).toBe(KNOWN_HASH);
});
