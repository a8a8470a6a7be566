import { expect, test } from "@playwright/test";
import { exactly, figure, figureBecomes, publish, quadratic, sharedSeed } from "./support.ts";

const seed = sharedSeed();

test("the home page leads back to a study in one press, and keeps one that was left until it is removed", async ({
  page,
}) => {
  const link = await publish(page, seed.url, { name: "Mine", objective: quadratic, rounds: 1, trialsPerRound: 5 });
  await figureBecomes(page, "study-state", exactly("finished"));
  const home = page.getByRole("link", { name: "Waggle, home" });
  const own = page.getByRole("region", { name: "Your studies" });
  await home.click();
  await expect(own.getByText("done")).toBeVisible();
  await expect(own.getByText("5 trials from you")).toBeVisible();
  await own.getByRole("link", { name: "Open Mine" }).click();
  await expect(page).toHaveURL(link);

  await page.getByRole("button", { name: "Leave" }).click();
  await figureBecomes(page, "study-state", exactly("left"));
  await page.reload();
  await home.click();
  await expect(own.getByText("left just now").or(own.getByText(/left \d+ s ago/))).toBeVisible();
  await expect(own.getByText("5 trials from you")).toBeVisible();
  await expect(own.getByText("your best")).toBeVisible();

  await own.getByRole("link", { name: "Rejoin Mine" }).click();
  await expect(page.getByText(/You ran 5 trials, the best of them .* Joining goes on from there/)).toBeVisible();
  await page.getByRole("button", { name: /^Join with/ }).click();
  await figureBecomes(page, "study-state", exactly("finished"));
  expect(await figure(page, "own-trial-count")).toBe("5");

  await page.getByRole("button", { name: "Leave" }).click();
  await figureBecomes(page, "study-state", exactly("left"));
  await home.click();
  const remove = own.getByRole("button", { name: "Remove Mine from your studies" });
  await remove.click();
  await expect(own.getByRole("button", { name: "Keep" })).toBeFocused();
  await own.getByRole("button", { name: "Keep" }).click();
  await remove.click();
  await own.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(own).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Open swarms" })).toBeVisible();
  await expect(own).toHaveCount(0);
});
