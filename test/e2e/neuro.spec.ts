import { test } from "@playwright/test";
import { bundleSuite, expectSuitePasses } from "./contract-page.ts";

test("weights and networks have the known bits in a real browser, with WebAssembly and without", async ({ page }) => {
  await page.addScriptTag({ content: await bundleSuite("gallery/neuro/neuro.browser.ts") });
  await expectSuitePasses(page, 1);
});

test("whole episodes of every task go as known in a real browser, by networks with WebAssembly and without", async ({
  page,
}) => {
  await page.addScriptTag({ content: await bundleSuite("gallery/control/control.browser.ts") });
  await expectSuitePasses(page, 17);
});
