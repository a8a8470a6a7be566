import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { build } from "vite";
import { startTestSeed } from "../../signaling/testing/test-seed.ts";
import type { TestResult } from "./contract-runner.ts";

const root = join(import.meta.dirname, "..", "..");

/** The contract suite and this transport's own tests as one classic script. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    resolve: { alias: { vitest: join(root, "test", "e2e", "contract-runner.ts") } },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, "links", "peerjs-transport.browser.ts"), formats: ["iife"], name: "suite" },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((o) => ("output" in o ? o.output : []));
  const chunk = outputs.find((output) => output.type === "chunk");
  if (!chunk) throw new Error("nothing was bundled");
  return chunk.code;
}

test("links between tabs keep what every transport promises, over real WebRTC and a real seed", async ({ page }) => {
  const seed = await startTestSeed();
  try {
    // Any page of the seed's origin will do; its policy is the app's.
    await page.goto(`http://127.0.0.1:${seed.port}/health`);
    await page.evaluate(await bundle());
    const results = await page.evaluate(() => (globalThis as unknown as { runAll(): Promise<TestResult[]> }).runAll());
    expect(results.filter(({ fault }) => fault !== null)).toEqual([]);
    expect(results.length).toBeGreaterThan(10);
  } finally {
    await seed.close();
  }
});
