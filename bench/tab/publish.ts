import type { Page } from "@playwright/test";

export interface Form {
  readonly objective: string;
  readonly direction?: "minimize" | "maximize";
  readonly sampler?: "tpe" | "random";
  /** Without it the study has no end. */
  readonly rounds?: { readonly count: number; readonly trials: number };
}

/** Creates a study, which its author's tab works on; resolves with the invite link. */
export async function publish(page: Page, seedUrl: string, form: Form): Promise<string> {
  await page.goto(`${seedUrl}/#/new`);
  await page.getByLabel("Study name").fill("Bench");
  await page.getByLabel("Objective", { exact: true }).fill(form.objective);
  await page.getByLabel("Direction", { exact: true }).selectOption(form.direction ?? "minimize");
  await page.getByLabel("Sampler", { exact: true }).selectOption(form.sampler ?? "tpe");
  if (form.rounds === undefined) await page.getByLabel("Budget", { exact: true }).selectOption("open");
  else {
    await page.getByLabel("Rounds", { exact: true }).fill(String(form.rounds.count));
    await page.getByLabel("Trials per round").fill(String(form.rounds.trials));
  }
  await page.getByRole("button", { name: "Publish study" }).click();
  const link = page.getByLabel("Invite link");
  const isThere = (field: Element | null) => field instanceof HTMLInputElement && field.value !== "";
  await page.waitForFunction(isThere, await link.elementHandle());
  // Not at the address for other machines: without TLS a page there loads Ed25519 in JavaScript besides, 4 kB.
  return `${seedUrl}/${new URL(await link.inputValue()).hash}`;
}
