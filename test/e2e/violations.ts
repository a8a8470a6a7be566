import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** In the page: resolves when every colour is what it becomes in the new theme. */
async function settledColours(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
  await Promise.allSettled(transitions.map(({ finished }) => finished));
}

/**
 * What axe finds on the page in each theme, as "rule: element", and why. The elements are the same in both, so that in the second its
 * rules on colour are left to ask.
 */
export async function violations(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(settledColours);
    // Not over pages of its own: no frame of ours comes from elsewhere but the jail's, which shows nothing.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations } = await (colorScheme === "light"
      ? axe
      : axe.withRules(["color-contrast", "link-in-text-block"])
    ).analyze();
    for (const { id, nodes } of violations)
      for (const { html, failureSummary } of nodes) found.push(`${colorScheme} ${id}: ${html}\n${failureSummary}`);
  }
  return found;
}
