import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { oneText, sourceModule } from "../gradient/testing/one-text.ts";
import { neuro } from "../neuro/neuro.js";
import type { agents } from "./agents.js";
import { agentsSource } from "./agents-source.ts";
import { agentsHash, KNOWN_HASHES } from "./testing/agents-hash.ts";

/** Lowest first: each uses only what stands before it. */
const PARTS = [
  "../gradient/network",
  "../gradient/adam",
  "settings",
  "world",
  "agent",
  "training",
  "lines",
  "agents",
].map((name) => new URL(`${name}.js`, import.meta.url));

const ABOUT = "Agents that learn together to make a sum: networks, their gradient, Adam and the world they move in.";

/** `npx vitest run gallery/agents/agents-source -u` writes it again. */
test("agents-source.ts holds the library as one text that objectives begin with", async () => {
  const header = "The files of gallery/agents as one text without imports. Written by agents-source.test.ts.";
  const text = sourceModule("agentsSource", header, oneText("agents", ABOUT, PARTS));
  await expect(text).toMatchFileSnapshot("agents-source.ts");
});

test("the text imports nothing, and is small beside what a study's source may be", () => {
  expect(agentsSource).not.toMatch(/\b(import|export)\b/);
  expect(agentsSource.length).toBeLessThan(16_000);
});

test("the text trains as the files do, to the last bit", () => {
  const inlined = runInThisContext(`(() => { ${agentsSource} return agents; })()`) as typeof agents;
  expect(agentsHash(inlined, neuro, "all")).toBe(KNOWN_HASHES.all);
});
