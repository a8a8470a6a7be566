import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { BestPanel } from "../../app/dashboard/best/BestPanel.tsx";
import { ChampionPanel } from "../../app/dashboard/champion/ChampionPanel.tsx";
import { GenerationLog } from "../../app/dashboard/generations/GenerationLog.tsx";
import GenerationsPanels from "../../app/dashboard/generations/GenerationsPanels.tsx";
import { ContributorsPanel } from "../../app/dashboard/tabs/ContributorsPanel.tsx";
import { HivePanel } from "../../app/dashboard/tabs/HivePanel.tsx";
import { TrialTable } from "../../app/dashboard/trials/TrialTable.tsx";
import { Vitals } from "../../app/dashboard/Vitals.tsx";
import { furtherFacts, searchWords } from "../../app/parts/study/study-words.ts";
import { fakeEngine } from "./fake-engine.ts";
import { STUDY_ID, specOf } from "./fake-study.ts";
import type { Scenario } from "./scenario.ts";

const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

async function snapshotOf(scenario: Scenario): Promise<AgentSnapshot> {
  const engine = fakeEngine(scenario);
  const snapshot = await new Promise<AgentSnapshot>((resolve) => {
    void engine.watch(STUDY_ID, resolve);
  });
  await engine.unwatch(STUDY_ID);
  return snapshot;
}

async function logOf(scenario: Scenario): Promise<string> {
  const engine = fakeEngine(scenario);
  const page = await engine.generations(STUDY_ID, { since: null });
  const rows = page?.rows ?? [];
  const closed = page?.closed ?? 0;
  const props = { engine, studyId: STUDY_ID, rows, closed, maximizes: true, episodes: 30, gone: false };
  return renderToStaticMarkup(createElement(GenerationLog, props));
}

describe("a study that breeds generations", () => {
  it("counts what tabs ran as trials, and closed generations as what is done", async () => {
    const snapshot = { ...(await snapshotOf("generations")), trialCount: 42, ownTrialCount: 42 };
    const text = textOf(renderToStaticMarkup(createElement(Vitals, { snapshot, rates: [] })));
    expect(text).toContain("Trials 55,213");
    expect(text).toContain("Generations 42 of 200");
    expect(text).toContain("Your share 21% 11,595 trials");
    expect(text).not.toContain("rounds");
  });

  it("shows the best genome by its length, says what the value is, and credits nobody alone", async () => {
    const snapshot = await snapshotOf("generations");
    const html = renderToStaticMarkup(createElement(BestPanel, { snapshot, previousBest: null }));
    const text = textOf(html);
    expect(text).toMatch(/ \d+ seeds /);
    expect(text).toContain("The champion of generation 41: mean of 30 episodes, higher by 1.37 than the best before.");
    expect(text).not.toContain("found it");
    // Scripts, and the button, have all of it.
    const [, params = ""] = /data-testid="best-params" data-value="(.*?)"/.exec(html) ?? [];
    expect(JSON.parse(params.replaceAll("&quot;", '"'))).toEqual(snapshot.best?.params);
  });

  it("lists champions without who, and without their seeds", async () => {
    const { rows } = await fakeEngine("generations").trials(STUDY_ID, {
      offset: 0,
      limit: 15,
      sort: "newest",
      only: "all",
    });
    const { objectives } = specOf("generations");
    const props = {
      rows,
      objectives,
      bestTrials: new Set<string>(),
      isBred: true,
      open: null,
      onOpen: () => undefined,
    };
    const html = renderToStaticMarkup(createElement(TrialTable, props));
    expect(html).toContain(">42 seeds<");
    expect(textOf(html)).toMatch(/^ Generation State Value genome \d/);
    expect(textOf(html)).not.toContain("You");
    const [first] = rows;
    const opened = textOf(renderToStaticMarkup(createElement(TrialTable, { ...props, open: first?.trial ?? null })));
    expect(opened).toContain("Bred by all tabs together.");
    expect(opened).not.toMatch(/Run by|knowing/);
  });

  it("marks nobody as the one who found the best", async () => {
    const bred = await snapshotOf("generations");
    const hive = (snapshot: AgentSnapshot) => renderToStaticMarkup(createElement(HivePanel, { snapshot, left: false }));
    expect(hive(bred)).toContain("All of them bred the best together.");
    expect(hive(bred)).not.toMatch(/found the best|class="hit"/i);
    expect(hive(await snapshotOf("running"))).toContain("The marked cell found the best.");
    const rows = (isBred: boolean) =>
      textOf(
        renderToStaticMarkup(createElement(ContributorsPanel, { peers: bred.peers, ownState: "running", isBred })),
      );
    expect(rows(true)).not.toContain("Bests");
    expect(rows(false)).toContain("Bests");
  });

  it("says in a sentence how it breeds, before anybody joins", () => {
    const spec = specOf("generations");
    expect(searchWords(spec)).toBe("Deep GA, generations of 1,000, no pruner");
    expect(furtherFacts(spec)).toContainEqual([
      "Breeds",
      "generations of 1,000 lists of seeds; the best 20 are the parents of the next; the best are run again, 30 episodes each",
    ]);
  });
});

describe("the log of generations", () => {
  it("has a row for each, the newest first, with its champion, its survivors and a file by name", async () => {
    const html = await logOf("generations");
    const rows = [...html.matchAll(/<th scope="row"[^>]*>(\d+)<\/th>/g)].map(([, generation]) => Number(generation));
    expect(rows).toEqual([41, 40, 39, 38, 37, 36, 35, 34, 33, 32]);
    expect(html).toContain('aria-label="Download 41.npz"');
    expect(textOf(html)).toContain("Champion, mean of 30 episodes");
    expect(textOf(html)).toMatch(/ 41 [\d.]+ \d+ to \d+, median \d+ 1,300 none \d+ s .npz /);
    expect(textOf(html)).toContain("1 to 10 of 42 Previous Next");
  });

  it("says how many there are of which only the newest stand here", async () => {
    expect(textOf(await logOf("generations-orchard"))).toContain("1 to 10 of 100, the newest of 137");
  });

  it("says what comes while none has closed", async () => {
    expect(textOf(await logOf("generations-begun"))).toContain("No generation has closed yet.");
  });
});

describe("before the first generation has closed", () => {
  it("every panel says what it waits for", async () => {
    const snapshot = await snapshotOf("generations-begun");
    const { generations, spec } = snapshot;
    if (generations === null || spec.sampler.name !== "deepga") throw new Error("It breeds generations.");
    const props = { engine: fakeEngine("generations-begun"), snapshot, summary: generations, breeder: spec.sampler };
    const text = textOf(renderToStaticMarkup(createElement(GenerationsPanels, props)));
    expect(text).toContain("Generation 0 : 613 of 1,000 run 0 of 200 generations closed");
    expect(text).toContain("The curve begins when the first generation has closed.");
    expect(text).toContain("The best of the first generation plays here, once it has closed.");
  });
});

describe("the champion", () => {
  it("is offered to who only watches, and to nobody who has left", () => {
    const of = (state: "watching" | "left") => {
      const engine = fakeEngine("generations-watching");
      const none = () => undefined;
      const props = {
        engine,
        studyId: STUDY_ID,
        state,
        generations: [41, 40],
        chosen: null,
        onChoose: none,
        onPlaying: none,
      };
      return textOf(renderToStaticMarkup(createElement(ChampionPanel, props)));
    };
    expect(of("watching")).toContain("Generation 41 Generation 40 Run an episode");
    expect(of("left")).toContain("You have left");
  });
});
