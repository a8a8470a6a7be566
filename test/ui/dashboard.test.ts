import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { BestPanel } from "../../app/dashboard/BestPanel.tsx";
import { ContributorsPanel } from "../../app/dashboard/ContributorsPanel.tsx";
import { Dock } from "../../app/dashboard/Dock.tsx";
import { ErrorsPanel } from "../../app/dashboard/ErrorsPanel.tsx";
import { HivePanel } from "../../app/dashboard/HivePanel.tsx";
import { Vitals } from "../../app/dashboard/Vitals.tsx";
import type { AgentSnapshot } from "../../agent/snapshot.ts";
import { fakeEngine } from "./fake-engine.ts";
import { STUDY_ID } from "./fake-study.ts";
import type { Scenario } from "./scenario.ts";

async function snapshotOf(scenario: Scenario): Promise<AgentSnapshot> {
  const engine = fakeEngine(scenario);
  const snapshot = await new Promise<AgentSnapshot>((resolve) => {
    void engine.watch(STUDY_ID, resolve);
  });
  await engine.unwatch(STUDY_ID);
  return snapshot;
}

/** The `data-value` of the element with this test id, as the DOM would give it. */
function dataValue(html: string, testId: string): string | undefined {
  const [tag] = new RegExp(`<[^>]*data-testid="${testId}"[^>]*>`).exec(html) ?? [];
  return tag === undefined ? undefined : /data-value="([^"]*)"/.exec(tag)?.[1]?.replaceAll("&quot;", '"');
}

const commands = {
  pause: () => undefined,
  resume: () => undefined,
  leave: () => undefined,
  rejoin: () => undefined,
  setCores: () => undefined,
  busy: false,
};
const dock = (snapshot: AgentSnapshot, left = false) =>
  renderToStaticMarkup(createElement(Dock, { snapshot, left, name: "calm-badger-19", commands }));
const buttonsOf = (html: string) =>
  [...html.matchAll(/<button[^>]*>(.*?)<\/button>/gs)].map(([, inner]) =>
    (inner ?? "").replaceAll(/<[^>]*>/g, "").trim(),
  );

describe("what scripts read", () => {
  it("gives the best in full precision", async () => {
    const snapshot = await snapshotOf("finished");
    const html = renderToStaticMarkup(createElement(BestPanel, { snapshot, previousBest: null }));
    expect(Number(dataValue(html, "best-value"))).toBe(snapshot.best?.value);
    expect(JSON.parse(dataValue(html, "best-params") ?? "")).toEqual(snapshot.best?.params);
  });

  it("gives empty values while there is no best", async () => {
    const html = renderToStaticMarkup(
      createElement(BestPanel, { snapshot: await snapshotOf("alone"), previousBest: null }),
    );
    expect(dataValue(html, "best-value")).toBe("");
    expect(html).toContain("none yet");
  });

  it("counts trials and tabs exactly", async () => {
    const snapshot = { ...(await snapshotOf("finished")), trialCount: 1_234_567, ownTrialCount: 7, ownBest: 0.1 + 0.2 };
    const html = renderToStaticMarkup(createElement(Vitals, { snapshot, rates: [1, 2] }));
    expect(dataValue(html, "trial-count")).toBe("1234567");
    expect(dataValue(html, "own-trial-count")).toBe("7");
    expect(dataValue(html, "peer-count")).toBe(String(snapshot.peerCount));
    expect(dataValue(html, "own-best")).toBe("0.30000000000000004");
  });
});

describe("the dock", () => {
  it.each([
    ["running", ["Leave", "Pause"]],
    ["paused", ["Leave", "Resume"]],
    ["finished", ["Leave"]],
    ["failed", ["Leave", "Resume"]],
    ["watching", ["Leave", "Lend 4 of 8 cores"]],
  ] as const)("while %s offers %o", async (scenario, buttons) => {
    const html = dock(await snapshotOf(scenario));
    expect(buttonsOf(html)).toEqual(buttons);
    expect(dataValue(html, "study-state")).toBe(scenario);
  });

  it("after leaving offers to rejoin, and says so to scripts", async () => {
    const html = dock(await snapshotOf("running"), true);
    expect(buttonsOf(html)).toEqual(["Rejoin"]);
    expect(dataValue(html, "study-state")).toBe("left");
  });
});

describe("a study whose trials all failed", () => {
  it("says so in place of waiting for a first value", async () => {
    const snapshot = { ...(await snapshotOf("alone")), state: "failed", trialCount: 20, failedCount: 20 } as const;
    const best = renderToStaticMarkup(createElement(BestPanel, { snapshot, previousBest: null }));
    expect(best).toContain("20 trials ran, and every one of them failed.");
    const peers = snapshot.peers.map((peer) => Object.assign(peer, { cores: 0 }));
    const contributors = renderToStaticMarkup(createElement(ContributorsPanel, { peers, ownState: "failed" }));
    expect(contributors).toContain("stopped");
    expect(contributors).not.toContain("watching");
  });
});

describe("the hive", () => {
  const hive = (snapshot: AgentSnapshot) => renderToStaticMarkup(createElement(HivePanel, { snapshot, left: false }));
  const ownCell = (html: string) => /<g class="cell me[^>]*>.*?<\/g>/s.exec(html)?.[0] ?? "";

  it("fills your cell by your trials while you work and when you are done, in another colour", async () => {
    const working = ownCell(hive(await snapshotOf("running")));
    const done = ownCell(hive(await snapshotOf("finished")));
    for (const cell of [working, done]) expect(cell).toContain('class="lvl"');
    expect(working).toMatch(/class="cell me on"/);
    expect(done).not.toMatch(/class="cell me on"/);
  });

  it("fills no cell of a tab that ran no trial", async () => {
    const snapshot = await snapshotOf("running");
    const idle = { ...snapshot, peers: snapshot.peers.map((peer) => ({ ...peer, trials: 0 })) };
    expect(hive(snapshot)).toContain('class="lvl"');
    expect(hive(idle)).not.toContain('class="lvl"');
  });

  it("says in its key what the colours and the fill mean", async () => {
    const html = hive(await snapshotOf("running"));
    for (const words of ["Found the best", "At work", "Not at work", "more trials"]) expect(html).toContain(words);
  });
});

describe("what strangers wrote", () => {
  it("is text, never markup", async () => {
    const snapshot = await snapshotOf("long");
    const html = renderToStaticMarkup(createElement(ContributorsPanel, { peers: snapshot.peers, ownState: "running" }));
    expect(html).not.toContain("<b>0</b>");
    expect(html).toContain("&lt;b&gt;0&lt;/b&gt;");
  });

  it("is cut before it fills the page", async () => {
    const snapshot = await snapshotOf("long");
    const error = { kind: "threw", message: "y".repeat(100_000), line: 3, column: 1 } as const;
    const html = renderToStaticMarkup(
      createElement(ErrorsPanel, {
        snapshot: { ...snapshot, recentErrors: [{ trial: "a:1", by: "z".repeat(10_000), error }] },
        onShowLine: () => undefined,
      }),
    );
    expect(html.length).toBeLessThan(4000);
  });

  it("does not make the hive grow without bound", async () => {
    const html = renderToStaticMarkup(createElement(HivePanel, { snapshot: await snapshotOf("crowd"), left: false }));
    expect(html.match(/class="cell/g)).toHaveLength(150);
    expect(html).toContain("the nearest 149 of 179");
  });
});
