import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { ImportancePage } from "../../agent/view/importance-page.ts";
import { ImportanceBars } from "../../app/dashboard/importance/ImportanceBars.tsx";
import { importanceWords } from "../../app/dashboard/importance/importance-words.ts";
import { importancesDelay } from "../../app/dashboard/importance/use-importances.ts";
import { fakeEngine } from "./fake-engine.ts";
import { STUDY_ID } from "./fake-study.ts";
import type { Scenario } from "./scenario.ts";

async function pageOf(scenario: Scenario): Promise<ImportancePage> {
  const page = await fakeEngine(scenario).importances(STUDY_ID, { objective: 0, since: null });
  if (page === null) throw new Error("Nothing is new.");
  return page;
}
const htmlOf = (page: ImportancePage) => renderToStaticMarkup(createElement(ImportanceBars, { page }));
const rowsOf = (html: string) => [...html.matchAll(/<th scope="row">.*?title="(.*?)".*?<td.*?class="figure">(.*?)</gs)];

describe("which parameters matter", () => {
  it("stands as a table: each name with its share, the largest first", async () => {
    const rows = rowsOf(htmlOf(await pageOf("running"))).map(([, name, share]) => [name, share]);
    expect(rows.slice(0, 3)).toEqual([
      ["t0", "52%"],
      ["T1", "21%"],
      ["T2", "8.3%"],
    ]);
    expect(rows).toHaveLength(6);
  });

  it("shows twelve of many, and offers all", async () => {
    const page = await pageOf("long");
    const html = htmlOf(page);
    expect(rowsOf(html)).toHaveLength(12);
    expect(html).toContain(`Show all ${page.importances.length}`);
    expect(htmlOf(await pageOf("running"))).not.toContain("Show all");
  });

  it("says in a sentence why there is nothing to show", async () => {
    expect(htmlOf(await pageOf("plateau"))).toBe('<p class="q sm">All complete trials have the same value.</p>');
  });

  it("is put in words: what it means, from how many trials, and what is left to others", async () => {
    const few = importanceWords({ ...(await pageOf("running")), trials: 20, read: 20 }).join(" ");
    expect(few).toBe(
      "How much of the difference between trials each parameter explains by itself, by fANOVA, from 20 complete trials. Together 86%; the rest is parameters acting together, or chance. From so few trials it is a rough guess.",
    );
    const many = importanceWords({ ...(await pageOf("running")), trials: 12_345, read: 600, leftOut: 2 }).join(" ");
    expect(many).toContain("from 600 of 12,345 complete trials.");
    expect(many).toContain("Left out: 2 parameters that some trials lack, or have in another range.");
    expect(many).not.toContain("rough guess");
  });
});

describe("the engine is asked which parameters matter", () => {
  const asOf = { heldCount: 5, trialCount: 5, state: "running", inSight: true } as const;
  const before = { ...asOf, key: "a", ms: 10_000 };

  it("at once, and at once about another objective", () => {
    expect(importancesDelay(null, "a", asOf, 0)).toBe(0);
    expect(importancesDelay(before, "b", asOf, 10_001)).toBe(0);
  });

  it("again when there are more trials, but not within four seconds", () => {
    expect(importancesDelay(before, "a", asOf, 60_000)).toBeNull();
    const more = { ...asOf, heldCount: 6, trialCount: 6 };
    expect(importancesDelay(before, "a", more, 11_000)).toBe(3_000);
    expect(importancesDelay(before, "a", more, 20_000)).toBe(0);
  });

  it("seldomer where there are few more trials, or nobody has scrolled to the answer", () => {
    const many = { ...asOf, heldCount: 1_000, trialCount: 1_000 };
    const asked = { ...before, ...many };
    expect(importancesDelay(asked, "a", { ...many, trialCount: 1_010 }, 11_000)).toBe(29_000);
    expect(importancesDelay(asked, "a", { ...many, trialCount: 1_050 }, 11_000)).toBe(3_000);
    expect(importancesDelay(asked, "a", { ...many, trialCount: 2_000, inSight: false }, 11_000)).toBe(59_000);
  });

  it("no more by who has left", () => {
    expect(importancesDelay(null, "a", { ...asOf, state: "left" }, 0)).toBeNull();
  });
});
