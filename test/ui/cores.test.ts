import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { dockSentence } from "../../app/dashboard/state-sentence.ts";
import { ConsentCard } from "../../app/join/ConsentCard.tsx";
import { emptyForm } from "../../app/new-study/draft.ts";
import { SettingsForm } from "../../app/new-study/settings/SettingsForm.tsx";
import { CoresPicker, defaultCores, lentWords } from "../../app/parts/CoresPicker.tsx";
import { fakeEngine } from "./fake-engine.ts";
import { STUDY_ID } from "./fake-study.ts";

const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
const ignore = () => undefined;

describe("cores", () => {
  it("that one trial takes are named on the page for joining, in the dock and about the study", async () => {
    const engine = fakeEngine("many-variants");
    const snapshot = await new Promise<AgentSnapshot>((resolve) => {
      void engine.watch(STUDY_ID, resolve);
    });
    await engine.unwatch(STUDY_ID);
    const profile = { peerId: "you", name: "calm-badger-19", secure: true, durable: true };
    const description = await engine.describe(STUDY_ID);
    const page = { engine, profile };
    const card = textOf(renderToStaticMarkup(createElement(ConsentCard, { page, description, onJoined: ignore })));
    expect(card).toContain("Cores each trial takes 4 cores");
    expect(card).toMatch(/Each trial takes 4 cores: (with \d+ none runs|\d+ at a time) here\./);
    expect(dockSentence(snapshot, false)).toBe("Working on 4 of 8 cores, 4 for each trial");
    expect(dockSentence({ ...snapshot, state: "watching", cores: 2 }, false)).toBe(
      "Each trial takes 4 cores. None runs here.",
    );
  });

  it("may be none where a study is published: its author's tab then only watches", () => {
    const picker = (least: 0 | 1) =>
      renderToStaticMarkup(createElement(CoresPicker, { cores: 0, most: 8, size: "small", least, onChange: ignore }));
    expect(picker(0)).toMatch(/type="range" min="0" max="8"[^>]* value="0"/);
    expect(picker(1)).toMatch(/type="range" min="1" max="8"[^>]* value="1"/);
    const settings = (cores: number) =>
      textOf(
        renderToStaticMarkup(
          createElement(SettingsForm, {
            form: emptyForm(cores),
            errors: { cores: "Not published. Too few." },
            mostCores: 8,
            tried: null,
            onChange: ignore,
          }),
        ),
      );
    expect(settings(0)).toContain("Cores to lend: none, your tab only watches");
    expect(settings(2)).toMatch(/your tab works too, on 2 of 8 cores.* Not published\. Too few\./);
  });

  it("beyond those of the machine can be lent on purpose, and the page says what that means", () => {
    const picker = (cores: number, most: number) =>
      renderToStaticMarkup(createElement(CoresPicker, { cores, most, size: "big", onChange: ignore }));
    expect(textOf(picker(4, 8))).toContain("More than it has");
    expect(textOf(picker(4, 8))).toContain("This machine has 8. Lend more, and trials share its cores");
    expect(picker(12, 8)).toContain('aria-valuetext="12 cores, 4 more than this machine has"');
    expect(picker(12, 8)).toMatch(/type="range" min="1" max="8"[^>]* value="8"/);
    expect(picker(4, 64)).not.toContain("More than it has");
    expect([lentWords(1, 1), lentWords(65, 64)]).toEqual(["1 of 1 core", "65 cores, 1 more than this machine has"]);
    expect([defaultCores(8), defaultCores(8, 6), defaultCores(2, 4), defaultCores(1)]).toEqual([4, 6, 2, 1]);
  });
});
