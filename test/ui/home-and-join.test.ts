import type { ReactElement, ReactNode } from "react";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Router } from "wouter";
import { AboutStudy } from "../../app/dashboard/AboutStudy.tsx";
import { NoticeWords } from "../../app/home/NoticeNote.tsx";
import { OwnStudyList } from "../../app/home/OwnStudyList.tsx";
import { ConsentCard } from "../../app/join/ConsentCard.tsx";
import { DamagedLink, MissingStudy } from "../../app/join/MissingStudy.tsx";
import { SourceView } from "../../app/parts/code/SourceView.tsx";
import type { StudyDescription } from "../../worker/engine/engine-api.ts";
import { fakeEngine } from "./fake-engine.ts";
import { SOURCE, STUDY_ID } from "./fake-study.ts";
import type { Scenario } from "./scenario.ts";

/** As at the page's root, where links know where they are. */
const AtHome = ({ children }: { readonly children?: ReactNode }) => Router({ ssrPath: "/", children });
const html = (element: ReactElement) => renderToStaticMarkup(createElement(AtHome, null, element));
/** What a person reads, tags left out. */
const textOf = (element: ReactElement) =>
  html(element)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#x27;", "'")
    .replaceAll(/\s+/g, " ");

describe("the studies of this browser", () => {
  const list = async (scenario: Scenario): Promise<ReactElement> => {
    const engine = fakeEngine(scenario);
    const [current, former] = await Promise.all([engine.memberships(), engine.formerStudies()]);
    return createElement(OwnStudyList, { studies: { current, former, forget: async () => undefined } });
  };

  it("say their state, what the swarm and what the person found, and lead back in one press", async () => {
    const text = textOf(await list("returning"));
    expect(text).toContain(
      "Rastrigin, 5 dimensions paused 0.0012345 shared best 300 trials from you your best 0.0431 Open",
    );
    expect(html(await list("returning"))).toContain(`href="/s/${"Z".repeat(43)}"`);
  });

  it("stay with what was contributed once they are left, with a way back and a way out", async () => {
    const text = textOf(await list("returning"));
    expect(text).toContain("Sourdough schedule left 2 h ago 2.84 × rise your best 100 trials from you Rejoin");
    expect(text).toContain("left 3 days ago none your best 0 trials from you Rejoin");
    expect(html(await list("returning"))).toContain('aria-label="Remove Sourdough schedule from your studies"');
  });

  it("take no room while there are none", async () => {
    expect(html(await list("empty"))).toBe("");
  });
});

describe("the code to read", () => {
  const view = (source: string) => createElement(SourceView, { title: "Code", label: "Code", source });

  it("shows what does not show as a mark, and says so in words", () => {
    const text = textOf(view('const a = "\u202e\u200b\u200b" // b\u2028c'));
    expect(text).toContain(
      "Not all of this code shows as it is. It holds 1 character that turns the reading direction",
    );
    expect(text).toContain("⟨U+202E⟩⟨U+200B × 2⟩");
    expect(text).toContain("Show line 1");
    expect(text).toContain("2 lines, 30 B");
  });

  it("says nothing of code that shows as it is", () => {
    expect(textOf(view(SOURCE))).not.toContain("Not all of this code");
  });

  it("stays text, and few elements, on a line of more pieces than anybody wrote", () => {
    const shown = html(view("1,\u200b<b>".repeat(5_000)));
    expect(shown).toContain("1,⟨U+200B⟩&lt;b&gt;1,");
    expect(shown.match(/<span/g)?.length).toBeLessThan(10);
  });
});

describe("the consent card", () => {
  const card = async (scenario: Scenario, change: Partial<StudyDescription> = {}): Promise<string> => {
    const engine = fakeEngine(scenario);
    const profile = { peerId: "you", name: "calm-badger-19", secure: true, durable: true };
    const description = { ...(await engine.describe(STUDY_ID)), ...change };
    return textOf(createElement(ConsentCard, { page: { engine, profile }, description, onJoined: () => undefined }));
  };

  it("warns beside Join, too, of code that does not show as it is", async () => {
    expect(await card("hidden-characters")).toContain(
      "Not all of the code shows as it is: read the warning by the code",
    );
    expect(await card("invited")).not.toContain("Not all of the code");
  });

  it("names the seed where that is not the page's own host", async () => {
    const engine = fakeEngine("invited");
    const profile = { peerId: "you", name: "calm-badger-19", secure: true, durable: true };
    const page = { engine, profile, seedElsewhere: "bees.example:8443" };
    const description = await engine.describe(STUDY_ID);
    const text = textOf(createElement(ConsentCard, { page, description, onJoined: () => undefined }));
    expect(text).toContain("Seed bees.example:8443 , not the host of this page:");
    expect(await card("invited")).not.toContain("not the host of this page");
  });

  it("reminds of what the person did before", async () => {
    expect(await card("returning")).toContain(
      "You ran 31 trials, the best of them 4.9312 km/s, and left 2 h ago. Joining",
    );
    const nothing = { trials: 0, best: null, leftAgoMs: 0 };
    expect(await card("invited", { contributed: nothing })).toContain("You ran 0 trials, and left just now.");
    expect(await card("invited")).not.toContain("You took part before");
  });
});

describe("the consent card of variants", () => {
  it("says in plain words how many there are, when a trial ends, and in what they differ", async () => {
    const engine = fakeEngine("invited");
    const profile = { peerId: "you", name: "calm-badger-19", secure: true, durable: true };
    const description = await engine.describe(STUDY_ID);
    const variants = ["relu", "elu"].map((activation, i) => ({ name: `mnist_${i}`, config: { activation } }));
    const ends = { kind: "metric", metric: "time_total_s", bound: "at-least", value: 600, ends: "trial" } as const;
    const spec = { ...description.spec, trainable: { variants, repeat: 1 }, stopRules: [ends] };
    const text = textOf(
      createElement(ConsentCard, {
        page: { engine, profile },
        description: { ...description, spec },
        onJoined: () => undefined,
      }),
    );
    expect(text).toContain(
      "Asks for 2 variants of a training script, each run once; a trial ends after 600 s; each takes 1 core Search Each variant once",
    );
    expect(textOf(createElement(AboutStudy, { spec }))).toContain("Variants differ in activation");
  });
});

describe("a link that leads to no study", () => {
  const reason = "The seed cannot be reached. This browser does not know the study yet. Try again.";
  const page = (looking: boolean) => createElement(MissingStudy, { reason, looking, onRetry: () => undefined });

  it("has what happened for its heading, and says honestly whether it is still looked for", () => {
    expect(html(page(true))).toContain("<h1>The seed cannot be reached.</h1>");
    expect(textOf(page(true))).toContain("This browser does not know the study yet. Try again. Still looking");
    expect(textOf(page(true))).not.toContain("Try again Open");
    expect(textOf(page(false))).toContain("No longer looking. Try again Open swarms");
  });

  it("is reloaded, and not looked for, where this page cannot read the study that is there", () => {
    const newer =
      "This page cannot open the study. This study was made by a newer version of the program: reload the page.";
    const shown = createElement(MissingStudy, { reason: newer, looking: false, onRetry: () => undefined });
    expect(html(shown)).toContain("<h1>This page cannot open the study.</h1>");
    expect(textOf(shown)).toContain(
      "made by a newer version of the program: reload the page. Reload the page Open swarms",
    );
    expect(textOf(shown)).not.toContain("looking");
  });

  it("says how it is damaged", () => {
    expect(textOf(createElement(DamagedLink, { id: "a" }))).toContain("this one ends in 1 character.");
    expect(textOf(createElement(DamagedLink, { id: "é".repeat(43) }))).toContain("this one holds others.");
  });
});

describe("what a new version has to tell", () => {
  it("stands out by its first sentence, and can be put away", () => {
    const note = createElement(NoticeWords, {
      sentences: "This is new. Two studies <b>are</b> gone.",
      onDismiss: () => undefined,
    });
    expect(html(note)).toContain("<b>This is new. </b>Two studies &lt;b&gt;are&lt;/b&gt; gone.");
    expect(textOf(note)).toContain("Understood");
  });
});

describe("what an author says of a study", () => {
  const card = async (scenario: Scenario, spec: Partial<StudyDescription["spec"]> = {}): Promise<string> => {
    const engine = fakeEngine(scenario);
    const profile = { peerId: "you", name: "calm-badger-19", secure: true, durable: true };
    const found = await engine.describe(STUDY_ID);
    const description = { ...found, spec: { ...found.spec, ...spec } };
    return html(createElement(ConsentCard, { page: { engine, profile }, description, onJoined: () => undefined }));
  };

  it("is plain text with its line breaks, never markup", async () => {
    expect(await card("invited", { description: "One\n<img src=x>" })).toContain("One\n&lt;img src=x&gt;");
    expect(await card("invited")).not.toContain('class="desc"');
  });

  it("takes no more room than a few lines until somebody scrolls in it", async () => {
    const shown = await card("invited", { description: `One${"\n".repeat(300)}two\r\n\r\n \r\nthree` });
    expect(shown).toContain("One\n\ntwo\n\nthree<");
    expect(shown).not.toContain("What the author says");
    for (const description of ["so ".repeat(100), "so\n".repeat(6)])
      expect(await card("invited", { description })).toContain(
        '<div class="desc" tabindex="0" role="region" aria-label="What the author says of the study">',
      );
  });

  it("is told in words before anybody joins", async () => {
    const text = (await card("two-objectives")).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
    for (const words of [
      "Looks for the best trade-offs: low loss, low size.",
      "NSGA-II sampler, no point twice, median pruner",
      "Begins with 3 start points that the author gave",
      "after 500 trials without a better trade-off; when a trial has accuracy of at least 0.995",
      "“autumn 7”: with one core the same trials come again",
    ])
      expect(text).toContain(words);
  });
});
