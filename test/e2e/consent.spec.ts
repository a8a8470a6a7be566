import { expect, type Page, test } from "@playwright/test";
import { specWith } from "../../study/spec/spec.ts";
import { encodeSpec, studyIdOf } from "../../study/spec/spec-bytes.ts";
import { quadratic, sharedSeed } from "./support.ts";

const seed = sharedSeed();

/** Gives the seed a study with this source; resolves with its link. */
async function linkTo(source: string): Promise<string> {
  const spec = specWith({
    name: "A study to read",
    objective: { language: "javascript", source },
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { kind: "rounds", rounds: 1, trialsPerRound: 5 },
    trialTimeoutMs: 60_000,
    maxPeers: 100,
    listed: false,
    author: { key: "", name: "" },
    createdMs: 0,
  });
  const path = `/api/studies/${studyIdOf(spec)}/spec`;
  const headers = { "content-type": "application/octet-stream" };
  const answer = await fetch(`${seed.url}${path}`, { method: "PUT", headers, body: new Uint8Array(encodeSpec(spec)) });
  expect(answer.ok).toBe(true);
  return `${seed.url}/#/s/${studyIdOf(spec)}`;
}

const code = (page: Page) => page.getByRole("region", { name: "Code of the study" });
const shownText = (page: Page) => code(page).evaluate((it) => it.textContent);

/** In the page: what the browser's own search for words does. */
function findFromTheStart(words: string): boolean {
  getSelection()?.removeAllRanges();
  const find: unknown = Reflect.get(window, "find");
  if (typeof find !== "function") throw new Error("This browser searches no page.");
  const [anyCase, forwards, around] = [false, false, true];
  return find.call(window, words, anyCase, forwards, around) === true;
}

test("shows all of 256 kB of the shortest lines, laid out only where somebody looks, and found by a search", async ({
  page,
}) => {
  const lines = 127_000;
  const source = `${";\n".repeat(lines)}needle()`;
  await page.goto(await linkTo(source));
  await expect(page.getByText(`${(lines + 1).toLocaleString("en-US")} lines, 254.0 kB`)).toBeVisible();
  // The page answers while the rest of the lines is being drawn.
  await page.getByLabel("Nickname").fill("reader");
  const last = code(page).locator(`[data-line="${lines + 1}"]`);
  await expect(last).toHaveText("needle()");
  expect(await shownText(page)).toBe(`${source}\n`);
  const isLaidOut = () => last.evaluate((it) => it.checkVisibility({ contentVisibilityAuto: true }));
  expect(await isLaidOut()).toBe(false);
  expect(await page.evaluate(findFromTheStart, "needle()")).toBe(true);
  await last.scrollIntoViewIfNeeded();
  await expect.poll(isLaidOut).toBe(true);
});

test("wraps the longest line, and shows the end of it", async ({ page }) => {
  for (const source of [`const x = "${"x".repeat(250_000)}"`, `const x = [${"1,".repeat(125_000)}]`]) {
    await page.goto(await linkTo(source));
    await expect(page.getByText("1 line,")).toBeVisible();
    expect(await shownText(page)).toBe(`${source}\n`);
    const { scrolls, hidden } = await code(page).evaluate((it) => ({
      scrolls: it.scrollHeight > it.clientHeight,
      hidden: it.scrollWidth - it.clientWidth,
    }));
    expect({ scrolls, hidden }).toEqual({ scrolls: true, hidden: 0 });
  }
});

test("marks what a reader does not see, warns of it, and leads to it", async ({ page }) => {
  const filler = "// nothing\n".repeat(600);
  const source = `${filler}/* \u202e } \u2066if (admin)\u2069 */\nconst k\u200b\u200b = "\u00ad" // a\u2028steal()\n${quadratic}`;
  await page.goto(await linkTo(source));
  const warning =
    "It holds 3 characters that turn the reading direction (U+202E, U+2066, U+2069), 1 line end that no editor shows (U+2028) and 3 invisible characters (U+200B, U+00AD)";
  await expect(page.getByText(warning)).toBeVisible();
  await expect(page.getByText("read the warning by the code first.")).toBeInViewport();
  const line = (number: number) => code(page).locator(`[data-line="${number}"]`);
  await expect(line(601)).toHaveText("/* ⟨U+202E⟩ } ⟨U+2066⟩if (admin)⟨U+2069⟩ */");
  await expect(line(602)).toHaveText('const k⟨U+200B × 2⟩ = "⟨U+00AD⟩" // a⟨U+2028⟩');
  await expect(line(603)).toHaveText("steal()");
  await expect(line(601)).not.toBeInViewport();
  await page.getByRole("button", { name: "Show line 601" }).click();
  await expect(line(601)).toBeInViewport();
});

test("shows code in the order in which it runs, whatever letters it is written in", async ({ page }) => {
  await page.goto(await linkTo("א = ב + ג; /* שלום */ a = 1 /* עולם */"));
  const places = await code(page)
    .locator('[data-line="1"]')
    .evaluate((line) => {
      const range = document.createRange();
      const lefts: number[] = [];
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node.parentElement?.classList.contains("cm")) continue;
        for (let at = 0; at < (node.textContent ?? "").trimEnd().length; at++) {
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          lefts.push(range.getBoundingClientRect().left);
        }
      }
      return lefts;
    });
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("on a phone Join is in sight without scrolling, whatever stands above it", async ({ browser }) => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  for (const source of [quadratic, `${"// long\n".repeat(6000)}${quadratic}`, `// \u202e\n${quadratic}`]) {
    await page.goto(await linkTo(source));
    const join = page.getByRole("button", { name: /^Join with/ });
    await expect(join).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("button", { name: "Just watch" })).toBeInViewport({ ratio: 1 });
    // Nothing of the card stays behind the bar at the end.
    await page.getByText("You allow exactly this code.").scrollIntoViewIfNeeded();
    const [words, bar] = await Promise.all([
      page.getByText("You allow exactly this code.").boundingBox(),
      join.boundingBox(),
    ]);
    expect((words?.y ?? 0) + (words?.height ?? 0)).toBeLessThan(bar?.y ?? 0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
  await page.goto(seed.url);
  await expect(page.getByRole("link", { name: "See open swarms" })).toBeInViewport({ ratio: 1 });
});
