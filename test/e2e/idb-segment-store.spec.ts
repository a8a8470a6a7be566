import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { build } from "vite";
import type { TestResult } from "./contract-runner.ts";
import { freePort } from "./support.ts";

const root = join(import.meta.dirname, "..", "..");

/** The contract suite and this store's own tests as one classic script. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    resolve: { alias: { vitest: join(root, "test", "e2e", "contract-runner.ts") } },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, "worker", "idb-segment-store.browser.ts"), formats: ["iife"], name: "suite" },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((o) => ("output" in o ? o.output : []));
  const chunk = outputs.find((output) => output.type === "chunk");
  if (!chunk) throw new Error("nothing was bundled");
  return chunk.code;
}

test("segments, memberships and the profile are kept in a real browser's IndexedDB", async ({ page }) => {
  const port = await freePort();
  const server = createServer((_request, response) => response.end("<!doctype html>")).listen(port);
  try {
    await page.goto(`http://localhost:${port}/`);
    await page.addScriptTag({ content: await bundle() });
    const results = await page.evaluate(() => (globalThis as unknown as { runAll(): Promise<TestResult[]> }).runAll());
    expect(results.filter(({ fault }) => fault !== null)).toEqual([]);
    expect(results.length).toBeGreaterThan(20);
  } finally {
    server.close();
  }
});
