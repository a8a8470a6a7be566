import { createServer } from "node:http";
import { test } from "@playwright/test";
import { bundleSuite, expectSuitePasses } from "./contract-page.ts";
import { freePort } from "./support.ts";

test("segments, memberships and the profile are kept in a real browser's IndexedDB", async ({ page }) => {
  const port = await freePort();
  const server = createServer((_request, response) => response.end("<!doctype html>")).listen(port);
  try {
    await page.goto(`http://localhost:${port}/`);
    await page.addScriptTag({ content: await bundleSuite("worker/store/idb-segment-store.browser.ts") });
    await expectSuitePasses(page, 30);
  } finally {
    server.close();
  }
});
