import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { build } from "vite";
import type { TestResult } from "./contract-runner.ts";

const root = join(import.meta.dirname, "..", "..");

/** A port's contract suite and its adapter's own tests as one classic script; `entry` is a path in the repository. */
export async function bundleSuite(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    resolve: { alias: { vitest: join(root, "test", "e2e", "contract-runner.ts") } },
    build: { write: false, minify: false, lib: { entry: join(root, entry), formats: ["iife"], name: "suite" } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((o) => ("output" in o ? o.output : []));
  const chunk = outputs.find((output) => output.type === "chunk");
  if (!chunk) throw new Error("nothing was bundled");
  return chunk.code;
}

/** Runs the suite that the page has loaded: nothing fails, and more than `least` tests ran. */
export async function expectSuitePasses(page: Page, least: number): Promise<void> {
  const results = await page.evaluate(() => (globalThis as unknown as { runAll(): Promise<TestResult[]> }).runAll());
  expect(results.filter(({ fault }) => fault !== null)).toEqual([]);
  expect(results.length).toBeGreaterThan(least);
}
