import { test } from "@playwright/test";
import { bundleSuite, expectSuitePasses } from "./contract-page.ts";

for (const suite of ["gallery/agents/agents.browser.ts", "gallery/ppo/ppo.browser.ts"]) {
  test(`${suite}: a training has the known bits in a real browser`, async ({ page }) => {
    await page.addScriptTag({ content: await bundleSuite(suite) });
    await expectSuitePasses(page, 0);
  });
}
