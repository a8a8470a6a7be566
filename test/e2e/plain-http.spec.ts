import { expect, test } from "@playwright/test";
import {
  agreeOnBest,
  exactly,
  figureBecomes,
  joinByLink,
  lanAddress,
  newTab,
  publish,
  sharedSeed,
  slowQuadratic,
} from "./support.ts";

const seed = sharedSeed();

test("everything works over plain http on the local network, where browsers give no secure context", async ({
  browser,
}) => {
  const lan = lanAddress();
  test.skip(lan === null, "THIS MACHINE HAS NO NETWORK ADDRESS: plain http away from localhost was not tested");
  const url = `http://${lan}:${seed.port}`;
  const author = await newTab(browser);
  const link = await publish(author, url, { objective: slowQuadratic(20), rounds: 3, trialsPerRound: 5 });
  await expect(author.getByLabel("Invite link")).toHaveValue(link);
  expect(await author.evaluate(() => globalThis.isSecureContext)).toBe(false);
  const second = await newTab(browser);
  await joinByLink(second, link);
  for (const page of [author, second]) await figureBecomes(page, "trial-count", exactly(30));
  await agreeOnBest([author, second]);
});

test("trials run where the page was opened under an IPv6 address", async ({ browser }) => {
  const url = `http://[::1]:${seed.port}`;
  const isThere = await fetch(url).then(
    () => true,
    () => false,
  );
  test.skip(!isThere, "THIS MACHINE HAS NO IPv6: a page under such an address was not tested");
  const author = await newTab(browser);
  await publish(author, url, { objective: slowQuadratic(20), rounds: 3, trialsPerRound: 5 });
  await figureBecomes(author, "own-trial-count", exactly(15));
});

test("an author at localhost is handed the link that works on other machines, selected to be copied", async ({
  browser,
}) => {
  const lan = lanAddress();
  test.skip(lan === null, "THIS MACHINE HAS NO NETWORK ADDRESS: the link for others was not tested");
  const author = await newTab(browser);
  await publish(author, seed.url, { objective: slowQuadratic(20), rounds: 3, trialsPerRound: 5 });
  const field = author.getByLabel("Invite link");
  await expect(field).toHaveValue(new RegExp(`^http://${lan}:${seed.port}/#/s/`));
  await expect(field).toBeFocused();
  expect(await author.evaluate(() => getSelection()?.toString())).toBe(await field.inputValue());
  const second = await newTab(browser);
  await joinByLink(second, await field.inputValue());
  for (const page of [author, second]) await figureBecomes(page, "trial-count", exactly(30));
});
