import { test } from "@playwright/test";
import { startTestSeed } from "../../signaling/testing/test-seed.ts";
import { bundleSuite, expectSuitePasses } from "./contract-page.ts";

test("links between tabs keep what every transport promises, over real WebRTC and a real seed", async ({ page }) => {
  const seed = await startTestSeed();
  try {
    // Any page of the seed's origin will do; its policy is the app's.
    await page.goto(`http://127.0.0.1:${seed.port}/health`);
    await page.evaluate(await bundleSuite("links/peerjs-transport.browser.ts"));
    await expectSuitePasses(page, 10);
  } finally {
    await seed.close();
  }
});
