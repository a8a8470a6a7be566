import { describe, expect, it } from "vitest";
import type { LinkKind } from "../../agent/ports.ts";
import type { AgentSnapshot, PeerSummary } from "../../agent/view/snapshot.ts";
import { specOf } from "../../test/ui/fake-study.ts";
import { directionWords } from "../parts/study/study-words.ts";
import { bestAnnouncement, dockSentence, stateSentences, windowTitle } from "./state-sentence.ts";

const running: AgentSnapshot = {
  studyId: "A".repeat(43),
  spec: specOf("running"),
  state: "running",
  reason: null,
  front: null,
  endedBy: null,
  best: {
    value: 4.9307,
    values: [4.9307],
    name: null,
    params: { x: 1 },
    distributions: {},
    trial: "a:1",
    beat: 5,
    foundBy: { peerId: "p", name: "brave-otter-41", isYou: false },
    ranHere: false,
    heardAgoMs: 0,
  },
  bestState: "verified",
  claim: null,
  verifiedBy: 2,
  disputed: null,
  isUnrepeatable: false,
  trialCount: 1200,
  ownTrialCount: 100,
  ownBest: 5,
  failedCount: 0,
  prunedCount: 0,
  infeasibleCount: 0,
  heldCount: 1200,
  trialsPerSecond: 10,
  cores: 2,
  maxCores: 8,
  uploadBytesPerSecond: 288_000,
  runningTrials: 2,
  progress: 0.5,
  round: 3,
  rounds: null,
  generations: null,
  status: { live: [], liveCount: 0, waiting: [], variants: null, coresUsed: 1, coresLent: 1, toldAgoMs: 0 },
  peers: [],
  peerCount: 3,
  seedReachable: true,
  points: [],
  recentErrors: [],
};
const ALONE_WITHOUT_SEED = "Your tab keeps working and will share its finds when the seed is back.";
const PEER: Omit<PeerSummary, "peerId" | "link"> = {
  name: "calm-heron-12",
  isYou: false,
  trials: 10,
  bests: 0,
  cores: 1,
  tabs: 1,
  rttMs: 20,
  online: true,
  done: false,
};
const titles = (change: Partial<AgentSnapshot>, left = false) =>
  stateSentences({ ...running, ...change }, left).map((sentence) => sentence.title);

it("says of a study whose values come by HTTP whose trials count", () => {
  const spec = { ...specOf("running"), objective: { language: "http", source: "Programs run it." } } as const;
  const [sentence] = stateSentences({ ...running, spec, state: "watching" }, false);
  expect(sentence?.text).toMatch(/owner's tokens are trusted.*nobody else's trials count/);
  expect(stateSentences({ ...running, state: "watching" }, false)).toEqual([]);
});

describe("what others found", () => {
  it("is said of an own value that they dispute, and why that can be", () => {
    const [sentence] = stateSentences({ ...running, disputed: { value: 4.9307, by: 2 } }, false);
    expect(sentence?.title).toContain("2 other tabs dispute your value 4.9307");
    expect(sentence?.text).toMatch(/ran that trial again/);
  });

  it("says nothing of tabs that dispute where the study itself does not repeat", () => {
    const sentences = stateSentences({ ...running, isUnrepeatable: true, disputed: { value: 1, by: 1 } }, false);
    expect(sentences.map(({ title }) => title)).toEqual(["Trials of this study do not repeat."]);
  });
});

describe("stateSentences", () => {
  it("says nothing while everything runs", () => {
    expect(titles({})).toEqual([]);
    expect(titles({ state: "watching" })).toEqual([]);
  });

  it("says why a tab does not work", () => {
    expect(titles({ state: "paused" })).toEqual(["You paused."]);
    expect(titles({ state: "paused", reason: "5 trials in a row failed. Look at the code." })).toEqual([
      "5 trials in a row failed.",
    ]);
    expect(titles({ state: "failed" })).toEqual(["This tab stopped."]);
    expect(titles({}, true)).toEqual(["You left this study."]);
  });

  it("tells an objective that fails from one that does not even load", () => {
    const failed = { ...running, state: "failed" } as const;
    const threw = { ...failed, reason: "One trial after another failed, so this tab stopped. The last one: no leg" };
    const broken = {
      ...failed,
      reason: "The objective does not load (line 3, column 7): SyntaxError: Unexpected token",
    };
    expect(stateSentences(threw, false)[0]).toMatchObject({
      title: "One trial after another failed, so this tab stopped.",
      text: "The last one: no leg",
    });
    expect(stateSentences(broken, false)[0]).toMatchObject({
      title: "The objective does not load (line 3, column 7):",
      text: "SyntaxError: Unexpected token",
    });
    expect(dockSentence(threw, false)).toBe("Stopped: trials keep failing.");
    expect(dockSentence(broken, false)).toBe("Stopped: the objective does not load.");
  });

  it("passes on what worries the engine while the tab works", () => {
    expect(titles({ reason: "Every trial fails." })).toEqual(["Every trial fails."]);
  });

  it("tells a study that ended from a volunteer who is done", () => {
    expect(titles({ state: "finished" })).toEqual(["The study finished."]);
    expect(titles({ state: "finished", spec: specOf("finished") })).toEqual(["Your rounds are done."]);
    expect(stateSentences({ ...running, state: "finished" }, false)[0]?.text).toBe("1,200 trials, best 4.9307 km/s.");
  });

  it("says once why a study has ended before its budget", () => {
    const endedBy = "its author stopped it";
    const ended = { ...running, state: "finished", endedBy, reason: `The study has ended: ${endedBy}.` } as const;
    expect(stateSentences(ended, false)).toMatchObject([
      { title: "The study has ended: its author stopped it.", text: "1,200 trials, best 4.9307 km/s." },
    ]);
  });

  it.each<[string, number, readonly (LinkKind | null)[], string]>([
    ["a direct link", 3, ["direct", null], "Tabs connected directly keep working together. New tabs cannot join."],
    [
      "one direct link of two",
      3,
      ["direct", "relayed"],
      "Tabs connected directly keep working together. Links that the seed carries stand still. New tabs cannot join.",
    ],
    ["links by the relay alone", 3, ["relayed", "relayed"], ALONE_WITHOUT_SEED],
    ["others known by hearsay", 3, [null, null], ALONE_WITHOUT_SEED],
    ["nobody", 1, [], ALONE_WITHOUT_SEED],
  ])("says what an absent seed means to a tab with %s", (_, peerCount, links, text) => {
    const peers = links.map((link, i) => ({ ...PEER, peerId: `p${i}`, link }));
    const [sentence] = stateSentences({ ...running, seedReachable: false, peerCount, peers }, false);
    expect(sentence).toMatchObject({ title: "The seed is unreachable.", text });
  });
});

describe("a finished study without a best", () => {
  const none = { ...running, state: "finished", best: null, ownBest: null, trialCount: 10, peerCount: 1 } as const;
  const infinite = { value: Infinity, state: "complete", own: true, infeasible: false, improves: false } as const;
  const points = [{ ...infinite, at: 1 }];

  it.each([
    ["all failed", { failedCount: 10 }, "10 trials ran, and every one of them failed. So there is no best."],
    ["were all pruned", { prunedCount: 10 }, "10 trials ran, and every one of them was pruned. So there is no best."],
    ["came to no end", { failedCount: 4, prunedCount: 6 }, "10 trials ran, none to its end (4 failed, 6 pruned)."],
    ["gave infinite values", { points }, "10 trials ran, none with a finite value. So there is no best."],
  ])("is no success, and says that its trials %s", (_, change, words) => {
    const [sentence] = stateSentences({ ...none, ...change }, false);
    expect(sentence?.tone).toBe("warn");
    expect(sentence?.text).toContain(words);
    expect(bestAnnouncement({ ...none, ...change })).toMatch(/^10 trials ran/);
  });

  it("quotes the last error", () => {
    const reason = "No trial of this tab has succeeded, and 10 failed. The last one: Error: not today.";
    const spec = specOf("finished");
    const [sentence] = stateSentences({ ...none, spec, failedCount: 10, reason, peerCount: 2 }, false);
    expect(sentence?.text).toContain("Error: not today. Your tab still passes finds on to the others.");
  });
});

it("shares its finds with the others only where there are some", () => {
  const done = { ...running, state: "finished", spec: specOf("finished") } as const;
  const words = (peerCount: number) => stateSentences({ ...done, peerCount }, false)[0]?.text;
  expect(words(2)).toContain("passes finds on to the others");
  expect(words(1)).toContain("Nobody else is here now");
  expect(dockSentence({ ...done, peerCount: 2 }, false)).toBe("Done. Still sharing.");
  expect(dockSentence({ ...done, peerCount: 1 }, false)).toBe("Done. Nobody else is here.");
});

describe("a study of which no trial keeps the constraints", () => {
  const none: AgentSnapshot = { ...running, best: null, ownBest: null, trialCount: 40, infeasibleCount: 40 };

  it("says so in words while it runs and when it has ended, and how many failed besides", () => {
    expect(titles(none)).toEqual(["None of the 40 trials keeps the constraints."]);
    expect(titles({ ...none, state: "paused" })).toContain("None of the 40 trials keeps the constraints.");
    const finished = stateSentences({ ...none, state: "finished", infeasibleCount: 38, failedCount: 2 }, false);
    expect(finished).toHaveLength(1);
    expect(finished[0]).toMatchObject({ tone: "warn", title: "The study finished." });
    expect(finished[0]?.text).toContain(
      "None of the 40 trials keeps the constraints. 2 of them have failed. So there is no best.",
    );
  });

  it("waits for a few trials before it worries anybody, and says nothing once one keeps them", () => {
    expect(titles({ ...none, trialCount: 9, infeasibleCount: 9 })).toEqual([]);
    expect(titles({ ...running, infeasibleCount: 1100 })).toEqual([]);
  });

  it("is announced, once while it runs and with its end", () => {
    expect(bestAnnouncement(none)).toBe("No trial has kept the constraints so far.");
    expect(bestAnnouncement({ ...none, trialCount: 41, infeasibleCount: 41 })).toBe(bestAnnouncement(none));
    expect(bestAnnouncement({ ...none, state: "finished" })).toBe("None of the 40 trials keeps the constraints.");
    expect(bestAnnouncement({ ...running, infeasibleCount: 1100 })).toContain("New best");
  });
});

it("says in the dock what this tab does", () => {
  expect(dockSentence(running, false)).toBe("Working on 2 of 8 cores");
  expect(dockSentence({ ...running, seedReachable: false, peerCount: 1 }, false)).toBe("Working alone on 2 of 8 cores");
  expect(dockSentence(running, true)).toBe("You left. Nothing runs.");
});

it("keeps its own order of words around a unit from right to left", () => {
  const spec = {
    ...specOf("running"),
    name: "חיפוש",
    objectives: [{ name: "value", direction: "minimize", unit: "שקל" }],
  } as const;
  const unit = "\u2068שקל\u2069";
  expect(bestAnnouncement({ ...running, spec })).toBe(`New best 4.9307 ${unit}, found by brave-otter-41.`);
  expect(stateSentences({ ...running, spec, state: "finished" }, false)[0]?.text).toBe(
    `1,200 trials, best 4.9307 ${unit}.`,
  );
  expect(directionWords(spec)).toBe(`Lowest ${unit} wins.`);
  expect(windowTitle(spec.name, { ...running, spec })).toBe(`4.9307 ${unit} \u2068חיפוש\u2069`);
  expect(windowTitle(spec.name, null)).toBe("\u2068חיפוש\u2069 in Waggle");
  expect(windowTitle("Quadratic", running)).toBe("4.9307 km/s Quadratic");
});

it("announces a best with its finder, and nothing while there is none", () => {
  expect(bestAnnouncement(running)).toBe("New best 4.9307 km/s, found by brave-otter-41.");
  expect(bestAnnouncement({ ...running, best: null })).toBeNull();
});
