import { type ComponentProps, createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Router } from "wouter";
import type { AgentSnapshot, PeerSummary, TrialSummary } from "../../agent/view/snapshot.ts";
import { BestPanel } from "../../app/dashboard/best/BestPanel.tsx";
import { ParamRanges } from "../../app/dashboard/best/ParamRanges.tsx";
import { Dock } from "../../app/dashboard/Dock.tsx";
import SeveralObjectives from "../../app/dashboard/front/SeveralObjectives.tsx";
import { HistoryPanel } from "../../app/dashboard/history/HistoryPanel.tsx";
import { bestAnnouncement, stateSentences, windowTitle } from "../../app/dashboard/state-sentence.ts";
import { afterLeaving, afterSnapshot, createStudyStore } from "../../app/dashboard/study-store.ts";
import { ContributorsPanel } from "../../app/dashboard/tabs/ContributorsPanel.tsx";
import { HivePanel } from "../../app/dashboard/tabs/HivePanel.tsx";
import { ErrorsPanel } from "../../app/dashboard/trials/ErrorsPanel.tsx";
import { TrialTable } from "../../app/dashboard/trials/TrialTable.tsx";
import { Vitals } from "../../app/dashboard/Vitals.tsx";
import { ConsentCard } from "../../app/join/ConsentCard.tsx";
import { TestRunTable } from "../../app/new-study/test-run/TestRunTable.tsx";
import type { ObjectiveSpec } from "../../study/spec/spec.ts";
import type { TestRun } from "../../worker/engine/engine-api.ts";
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
  runMoreRounds: () => undefined,
  setCores: () => undefined,
  limitUpload: () => undefined,
  busy: false,
};
/** With links, which ask where they are. */
const onServer = (children: ReactNode) => {
  const props: ComponentProps<typeof Router> = { ssrPath: "/", children };
  return createElement(Router, props);
};
const dock = (snapshot: AgentSnapshot, left = false) =>
  renderToStaticMarkup(onServer(createElement(Dock, { snapshot, left, name: "calm-badger-19", commands })));
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
    ["finished", ["Leave", "Run 10 more rounds"]],
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

/** What a person reads, tags left out. */
const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

describe("after leaving", () => {
  it("nothing claims to be connected any more", async () => {
    const view = afterSnapshot(createStudyStore().getState(), await snapshotOf("running"), 0);
    const { snapshot } = afterLeaving(view);
    if (snapshot === null) throw new Error("the snapshot is gone");
    const vitals = textOf(renderToStaticMarkup(createElement(Vitals, { snapshot, rates: [] })));
    expect(vitals).toContain("Tabs in the swarm – not connected");
    expect(vitals).toContain("Trials per second – Trials 520");
    const hive = textOf(renderToStaticMarkup(createElement(HivePanel, { snapshot, left: true })));
    expect(hive).toContain("You are no longer in this swarm.");
    expect(hive).not.toContain("direct");
    const rows = textOf(
      renderToStaticMarkup(createElement(ContributorsPanel, { peers: snapshot.peers, ownState: "left" })),
    );
    expect(rows).toContain("not known");
    expect(rows).not.toMatch(/direct|through others|working|watching|gone| ms/);
  });
});

describe("the best", () => {
  const best = async (change: object): Promise<string> => {
    const snapshot = await snapshotOf("finished");
    if (snapshot.best === null) throw new Error("no best");
    const changed = { ...snapshot, best: { ...snapshot.best, ...change } };
    return textOf(renderToStaticMarkup(createElement(BestPanel, { snapshot: changed, previousBest: 9 })));
  };
  const other = { foundBy: { peerId: "p", name: "neat-ibis-35", isYou: false }, ranHere: false };

  it("that another tab ran was found at a time nobody here knows", async () => {
    expect(await best({ ...other, value: 1.5, beat: 2 })).toMatch(
      /neat-ibis-35 found it, lower by 0\.5\. This tab heard of it \d+ s ago\./,
    );
    expect(await best({ ...other, ranHere: true, value: 1.5, beat: 2 })).toMatch(/found it \d+ s ago, lower by 0\.5/);
  });

  it("names a gain only where it shows", async () => {
    expect(await best({ ...other, value: -1, beat: -1 + 9.73e-13 })).not.toContain("lower by");
    expect(await best({ ...other, value: Number.NEGATIVE_INFINITY, beat: 4 })).not.toContain("lower by");
  });
});

describe("a best of yours", () => {
  it("that this tab did not run comes from another tab or visit", async () => {
    const snapshot = await snapshotOf("finished");
    if (snapshot.best === null) throw new Error("no best");
    const foundBy = { ...snapshot.best.foundBy, isYou: true };
    const words = (ranHere: boolean) => {
      const best = { ...snapshot.best, foundBy, ranHere, value: 1, beat: null } as AgentSnapshot["best"];
      return textOf(
        renderToStaticMarkup(createElement(BestPanel, { snapshot: { ...snapshot, best }, previousBest: null })),
      );
    };
    expect(words(false)).toMatch(/You found it in another tab or visit\. This tab heard of it/);
    expect(words(true)).not.toContain("another tab");
  });
});

describe("a study without a best", () => {
  it("tells infinite values from trials that came to no end, and what may still come from what will not", async () => {
    const snapshot = await snapshotOf("alone");
    const infinite = {
      at: 1,
      value: Infinity,
      state: "complete",
      own: true,
      infeasible: false,
      improves: false,
    } as const;
    const known = { ...snapshot, trialCount: 20, points: [infinite] };
    const best = (change: Partial<AgentSnapshot>) =>
      textOf(renderToStaticMarkup(createElement(BestPanel, { snapshot: { ...known, ...change }, previousBest: null })));
    expect(best({})).toContain("none yet 20 trials ran, none with a finite value. The first value appears here.");
    const over = best({ state: "finished", peerCount: 1 });
    expect(over).toContain("none 20 trials ran, none with a finite value.");
    expect(over).not.toContain("appears here");
    const history = textOf(renderToStaticMarkup(createElement(HistoryPanel, { snapshot: known })));
    expect(history).toContain("No trial has a finite value, so there is no best line.");
  });
});

describe("who only watches", () => {
  it("has no rounds to run", async () => {
    const snapshot = { ...(await snapshotOf("finished")), state: "watching", round: 0 } as const;
    const vitals = textOf(renderToStaticMarkup(createElement(Vitals, { snapshot, rates: [] })));
    expect(vitals).toContain("Your rounds – you only watch");
  });
});

describe("failed trials", () => {
  it("of your own stand on your tab, of others on theirs", async () => {
    const snapshot = await snapshotOf("running");
    const own = snapshot.peers.find((peer) => peer.isYou)?.name ?? "";
    const error = { kind: "threw", message: "not today", line: null, column: null } as const;
    const errors = (by: string) =>
      textOf(
        renderToStaticMarkup(
          createElement(ErrorsPanel, {
            snapshot: { ...snapshot, recentErrors: [{ trial: "a:1", by, error }] },
            onShowLine: () => undefined,
          }),
        ),
      );
    expect(errors(own)).toContain("on your tab");
    expect(errors("neat-ibis-35")).toContain("on the tab of neat-ibis-35");
  });
});

describe("several tabs of one person", () => {
  const you = { peerId: "you", name: "a", isYou: true, trials: 9, bests: 2, cores: 2, rttMs: null } as const;
  const peers: readonly PeerSummary[] = [{ ...you, tabs: 2, link: null, online: true, done: false }];

  it("are counted where tabs and where people are counted", async () => {
    const rows = textOf(renderToStaticMarkup(createElement(ContributorsPanel, { peers, ownState: "running" })));
    expect(rows).toContain("You in 2 tabs");
    const snapshot = { ...(await snapshotOf("alone")), peers, peerCount: 2 };
    const hive = (change: Partial<AgentSnapshot>) =>
      textOf(renderToStaticMarkup(createElement(HivePanel, { snapshot: { ...snapshot, ...change }, left: false })));
    expect(hive({})).toContain("you, in 2 tabs");
    const [own] = peers;
    const other: PeerSummary = {
      ...you,
      peerId: "b",
      isYou: false,
      tabs: 1,
      link: "direct",
      online: true,
      done: false,
    };
    expect(hive({ peers: own ? [own, other] : [], peerCount: 3 })).toContain("you and 1 other, in 3 tabs");
    expect(hive({ peers: own ? [{ ...own, tabs: 1 }, other] : [], peerCount: 2 })).toMatch(/you and 1 other(?!, in)/);
  });
});

describe("after the rounds are done", () => {
  it("there is more to do than to leave: more rounds, or another swarm", async () => {
    const snapshot = await snapshotOf("finished");
    const html = dock(snapshot);
    expect(html).toMatch(/<a href="\/" class="b">See open swarms<\/a>/);
    expect(html).toContain("Run 10 more rounds");
    const vitals = (change: Partial<AgentSnapshot>) =>
      textOf(renderToStaticMarkup(createElement(Vitals, { snapshot: { ...snapshot, ...change }, rates: [] })));
    expect(vitals({ rounds: 20, round: 10, progress: 0.5, state: "running" })).toContain("Your rounds 10 of 20");
  });

  it("a budget that all tabs share offers other swarms alone", async () => {
    const snapshot = { ...(await snapshotOf("running")), state: "finished" } as const;
    expect(buttonsOf(dock(snapshot))).toEqual(["Leave"]);
    expect(dock(snapshot)).toMatch(/<a href="\/" class="b pri">See open swarms<\/a>/);
  });
});

describe("the pause button", () => {
  it("says beforehand that the running trials are given up", async () => {
    const html = dock(await snapshotOf("running"));
    const [, described] =
      /<button[^>]*aria-describedby="([^"]*)"[^>]*>(?:(?!<\/button>).)*Pause<\/button>/s.exec(html) ?? [];
    expect(html).toMatch(
      new RegExp(`id="${described}"[^>]*>Stops at once and gives up the 4 running trials, which start over`),
    );
  });
});

describe("constraints", () => {
  it("that no trial keeps are named where the best would stand", async () => {
    const snapshot = await snapshotOf("infeasible");
    const html = renderToStaticMarkup(createElement(BestPanel, { snapshot, previousBest: null }));
    expect(dataValue(html, "best-value")).toBe("");
    expect(textOf(html)).toContain("None of the 520 trials keeps the constraints.");
    expect(textOf(html)).not.toContain("none to its end");
    const history = textOf(renderToStaticMarkup(createElement(HistoryPanel, { snapshot })));
    expect(history).toContain("No trial keeps the constraints, so there is no best line.");
    expect(history).toContain("Infeasible");
  });

  it("that some trials keep leave a best, and name the mark of the others in the key", async () => {
    const snapshot = await snapshotOf("partly-feasible");
    const best = textOf(renderToStaticMarkup(createElement(BestPanel, { snapshot, previousBest: null })));
    expect(best).not.toContain("constraints");
    const history = textOf(renderToStaticMarkup(createElement(HistoryPanel, { snapshot })));
    expect(history).toContain("Infeasible");
    expect(history).not.toContain("no best line");
    const plain = textOf(renderToStaticMarkup(createElement(HistoryPanel, { snapshot: await snapshotOf("running") })));
    expect(plain).not.toContain("Infeasible");
  });
});

describe("exact values", () => {
  it("of the best stand in the titles of its parameters, and its name is whole where its middle is cut", async () => {
    const snapshot = await snapshotOf("long");
    const html = renderToStaticMarkup(createElement(BestPanel, { snapshot, previousBest: null }));
    expect(html).toContain('title="0.3333333333333333"');
    expect(html).toContain('<span class="mid" dir="auto" title="a_rather_long_parameter_name_12">');
    expect(html).toContain("<span>a_rather_long_parameter_n</span><span>ame_12</span>");
    expect(buttonsOf(html)).toEqual(["Exact", "Copy parameters"]);
  });
});

describe("the consent card", () => {
  const card = async (inOtherTab: boolean): Promise<string> => {
    const engine = fakeEngine("finished");
    const profile = { peerId: "you", name: "calm-badger-19", secure: true, durable: true };
    const description = { ...(await engine.describe(STUDY_ID)), inOtherTab };
    const page = { engine, profile };
    return textOf(renderToStaticMarkup(createElement(ConsentCard, { page, description, onJoined: () => undefined })));
  };

  it("of a second tab says that the first has begun", async () => {
    const words = "They share the 10 rounds of 10 trials, of which the other tab may have run some.";
    expect(await card(true)).toContain(words);
    expect(await card(false)).not.toContain("Another tab");
  });
});

describe("the table of trials", () => {
  const row: TrialSummary = {
    trial: "AbCdEfGhIjKlMnOpQrStUv:5",
    number: 5,
    by: "you",
    own: true,
    state: "complete",
    value: 2,
    values: [2],
    name: null,
    params: {},
    constraints: {},
    infeasible: false,
    userAttrs: {},
    metrics: {},
    startMs: 1_000,
    durationMs: 250,
    foreignKnown: 0,
    steps: 0,
    error: null,
  };
  const speed = { name: "value", direction: "minimize", unit: "km/s" } as const;
  const table = (
    rows: readonly TrialSummary[],
    open: string | null = null,
    objectives: readonly ObjectiveSpec[] = [speed],
  ) =>
    renderToStaticMarkup(
      createElement(TrialTable, {
        rows,
        objectives,
        bestTrials: new Set<string>(),
        open,
        onOpen: () => undefined,
      }),
    );

  it("names two trials with one number in two logs differently", () => {
    const text = textOf(table([row, { ...row, trial: "ZyXwVuTsRqPoNmLkJiHgFe:5" }]));
    expect(text).toContain("AbCd:5");
    expect(text).toContain("ZyXw:5");
  });

  it("shows nothing for a parameter that a trial does not have, whatever its name", () => {
    const html = table([row, { ...row, trial: "Zy:6", params: { constructor: 1.5, toString: 2.5 } }]);
    expect(textOf(html)).toContain("2.5");
    expect(html).not.toContain("native code");
  });

  it("takes no name for what every object has, in a test run and on the ranges of the best", async () => {
    const trial = { state: "complete", values: [1], durationMs: 1, error: null } as const;
    const trials: TestRun["trials"] = [
      { ...trial, params: {}, metrics: {} },
      { ...trial, params: { constructor: 1 }, metrics: { valueOf: 2 } },
    ];
    const tested = createElement(TestRunTable, { trials, trainable: null, objectives: [speed] });
    expect(renderToStaticMarkup(tested)).not.toMatch(/native code|NaN/);
    const ranges = createElement(ParamRanges, { params: { constructor: 1.5 }, distributions: {}, exact: false });
    expect(renderToStaticMarkup(ranges)).toContain('<dd class="r bare"></dd>');
  });

  it("keeps the words about a trial in order, whatever the name of who ran it", () => {
    const by = "fox\u202e\u2069 in no time";
    const html = table([{ ...row, own: false, by }], row.trial);
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(html).toContain('Run by <bdi class="name">fox in no time</bdi> in ');
  });

  it("opens a trial to every digit of its value, parameters, constraints and notes", () => {
    const full: TrialSummary = {
      ...row,
      value: 0.1 + 0.2,
      values: [0.1 + 0.2],
      params: { x: 1 / 3, kind: "relu" },
      constraints: { weight: 1.5, height: -0.25 },
      infeasible: true,
      userAttrs: { seed: 7, note: "converged", warm: false, parent: null },
    };
    const closed = textOf(table([full]));
    expect(closed).toContain("Infeasible");
    expect(closed).not.toContain("0.30000000000000004");
    expect(table([full])).toMatch(/<button[^>]*aria-expanded="false"/);
    const html = table([full], full.trial);
    const opened = textOf(html);
    for (const words of [
      full.trial,
      "0.30000000000000004 km/s",
      "begun 1.0 s into the study",
      "x 0.3333333333333333",
      "kind relu",
      "weight 1.5 violated",
      "height -0.25 kept",
      "seed 7",
      "note converged",
      "warm false",
      "parent null",
    ])
      expect(opened).toContain(words);
    expect(buttonsOf(html)).toContain("Copy parameters");
    const [, controlled] = /aria-expanded="true" aria-controls="([^"]*)"/.exec(html) ?? [];
    expect(html).toContain(`id="${controlled}"`);
  });

  it("shows several values by their names, and what a trial told besides", () => {
    const full: TrialSummary = {
      ...row,
      values: [0.1 + 0.2, 1e-17],
      metrics: {
        accuracy: [
          [0, 0.5],
          [3, Number.NaN],
          [5, 0.75],
        ],
      },
    };
    const two = [speed, { name: "size", direction: "maximize", unit: "kB" }] as const;
    const text = textOf(table([full], full.trial, two));
    expect(text).toContain("value, km/s size, kB Took");
    expect(text).toContain("value 0.30000000000000004 km/s size 1e-17 kB");
    expect(text).toContain("Metrics accuracy 0.75 3 steps");
  });

  it("says that an infeasible trial is one also where its constraints were too much to keep", () => {
    const full = { ...row, infeasible: true };
    expect(textOf(table([full], full.trial))).toContain("Violated; this tab did not keep by how much.");
  });

  it("opens a failed trial to its whole message", () => {
    const message = "y".repeat(900);
    const failed = {
      ...row,
      state: "failed",
      value: null,
      values: [],
      error: { kind: "threw", message, line: 3, column: 1 },
    } as const;
    expect(textOf(table([failed], failed.trial))).toContain(message);
  });

  it("says why a trial failed beside its state, not in place of a value", () => {
    const message = "The objective returned a string where a number belongs; return a number.";
    const error = { kind: "wrong-values", message, line: null, column: null } as const;
    const html = table([{ ...row, state: "failed", value: null, values: [], error }]);
    expect(textOf(html)).toContain(`Failed ${message} none`);
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
    expect(html).toContain("the busiest 149 of 179");
  });
});

describe("a study with several objectives", () => {
  const panels = async (scenario: Scenario) => {
    const engine = fakeEngine(scenario);
    const snapshot = await snapshotOf(scenario);
    const { front } = snapshot;
    if (front === null) throw new Error("There is no front.");
    const html = renderToStaticMarkup(createElement(SeveralObjectives, { engine, snapshot, front, hive: null }));
    return { html, text: textOf(html), front, snapshot };
  };

  it("shows how many best trade-offs there are and the best of each objective", async () => {
    const { html, text, front } = await panels("two-objectives");
    expect(dataValue(html, "front-size")).toBe(String(front.size));
    const lowest = Math.min(...front.points.map(({ values }) => values[1] ?? Infinity));
    expect(html).toContain(`title="${lowest} kB"`);
    expect(text).toMatch(/Best of each objective loss lowest [\d.]+ size lowest [\d.]+ kB/);
    expect(text).toContain("Measured from loss 1, size 320 kB: a tenth beyond the worst that ever stood among them.");
    expect(html).not.toContain("<select");
  });

  it("shows the best of every objective, long names with both ends", async () => {
    const { html, front, snapshot } = await panels("many-objectives");
    const list = /<dl class="extremes">(.*?)<\/dl>/s.exec(html)?.[1] ?? "";
    const { objectives } = snapshot.spec;
    expect(front.size).toBeGreaterThan(0);
    expect(list.match(/<button/g)).toHaveLength(objectives.length);
    for (const { name } of objectives) expect(list).toContain(`<span>${name.slice(-6)}</span>`);
  });

  it("lets the person choose two of three axes, and says in words what is drawn", async () => {
    const { html, text } = await panels("three-objectives");
    expect(html).toContain('aria-label="Across"');
    expect(text).toContain("→ frames per second");
    expect(text).toContain("frames per second highest");
  });

  it("lists the trade-offs by any objective, and says by which", async () => {
    const { html } = await panels("two-objectives");
    expect(html.match(/aria-sort="ascending"/g)).toHaveLength(1);
    expect(html.match(/aria-sort="none"/g)).toHaveLength(1);
  });

  it("counts trade-offs where else the best stands", async () => {
    const { snapshot, front } = await panels("two-objectives");
    expect(windowTitle("Digits", snapshot)).toBe(`${front.size} best trade-offs Digits`);
    expect(bestAnnouncement(snapshot)).toBe(`${front.size} best trade-offs so far.`);
    expect(stateSentences({ ...snapshot, state: "finished" }, false)[0]?.text).toContain(
      `${front.size} best trade-offs.`,
    );
  });
});
