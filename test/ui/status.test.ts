import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { BestPanel } from "../../app/dashboard/best/BestPanel.tsx";
import { StatusPanel } from "../../app/dashboard/status/StatusPanel.tsx";
import { StatusTable } from "../../app/dashboard/status/StatusTable.tsx";
import { PAGE_ROWS, shortRows, unfinishedRows } from "../../app/dashboard/status/status-rows.ts";
import { afterLeaving, afterSnapshot, createStudyStore } from "../../app/dashboard/study-store.ts";
import { TrialDetail } from "../../app/dashboard/trials/TrialDetail.tsx";
import { TrialTable } from "../../app/dashboard/trials/TrialTable.tsx";
import { fakeEngine } from "./fake-engine.ts";
import { STUDY_ID } from "./fake-study.ts";
import type { Scenario } from "./scenario.ts";

async function opened(scenario: Scenario) {
  const engine = fakeEngine(scenario);
  const snapshot = await new Promise<AgentSnapshot>((resolve) => {
    void engine.watch(STUDY_ID, resolve);
  });
  await engine.unwatch(STUDY_ID);
  const { rows } = await engine.trials(STUDY_ID, { offset: 0, limit: 20, sort: "newest", only: "all" });
  return { engine, snapshot, ended: rows };
}
/** What a person reads, a name whose middle may give way in one piece. */
const textOf = (html: string) =>
  html
    .replaceAll(/(<span class="mid"[^>]*><span>[^<]*)<\/span><span>/g, "$1")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
const panel = ({ engine, snapshot }: Pick<Awaited<ReturnType<typeof opened>>, "engine" | "snapshot">) =>
  renderToStaticMarkup(createElement(StatusPanel, { engine, snapshot }));
const ignore = () => undefined;

describe("the status of an experiment", () => {
  const table = ({ snapshot, ended }: Awaited<ReturnType<typeof opened>>, open: string | null = null) =>
    renderToStaticMarkup(
      createElement(StatusTable, {
        rows: shortRows(unfinishedRows(snapshot.status, null), ended),
        objectives: snapshot.spec.objectives,
        open,
        onOpen: ignore,
        onAskWhatHappened: ignore,
      }),
    );

  it("says how many variants are done, how many are in each state, and which cores are in use", async () => {
    const text = textOf(panel(await opened("experiment")));
    expect(text).toContain("Status 4 of 10 variants done Cores of all tabs: 4 of 4 in use What happened");
    expect(text).toContain("All 10 Running 4 Waiting 2 Terminated 2 Pruned 1 Failed 1");
  });

  it("has a row for each trial: name, state in words, tab, time, steps, metric; what runs first", async () => {
    const html = table(await opened("experiment"));
    const [head = "", ...rows] = Array.from(html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs), ([, row]) =>
      textOf(row ?? "").trim(),
    );
    expect(head).toBe("Trial State Tab Time Steps mean_accuracy");
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatch(/^script_mnist_6_activation=relu Running This tab 15 s 150 reports 0\.8/);
    expect(rows.filter((row) => row.includes("lucid-moth-88 told 10 s ago"))).toHaveLength(1);
    expect(rows.slice(4, 6)).toEqual([
      "script_mnist_8_activation=tanh Waiting",
      "script_mnist_9_activation=relu Waiting",
    ]);
    expect(rows.map((row) => / (Running|Waiting|Terminated|Pruned|Failed)/.exec(row)?.[1]).join()).toBe(
      "Running,Running,Running,Running,Waiting,Waiting,Pruned,Terminated,Failed,Terminated",
    );
  });

  it("opens a row to its whole name and parameters, and asks from there what happened to it", async () => {
    const all = await opened("experiment");
    const running = textOf(table(all, "script_mnist_6_activation=relu"));
    expect(running).toContain("script_mnist_6_activation=relu AbCdEfGhIjKlMnOpQrStUv:2");
    expect(running).toContain("What happened to this trial");
    const waiting = textOf(table(all, "script_mnist_8_activation=tanh"));
    expect(waiting).toContain("Whichever tab is free takes it.");
    expect(waiting).not.toContain("What happened to this trial");
    expect(textOf(table(all, "script_mnist_2_activation=tanh"))).toContain("no such activation: eluu");
  });

  it("stays short however many variants there are, and offers all of them", async () => {
    const all = await opened("many-variants");
    expect(table(all).match(/<tr/g)).toHaveLength(21);
    expect(textOf(panel(all))).toContain("Show all 5,000");
    expect(PAGE_ROWS).toBeLessThan(200);
  });

  it("has its variants' names where the best and the trials are shown", async () => {
    const { snapshot, ended } = await opened("experiment");
    const best = textOf(renderToStaticMarkup(createElement(BestPanel, { snapshot, previousBest: null })));
    expect(best).toContain("script_mnist_1_activation=elu");
    const props = { rows: ended, objectives: snapshot.spec.objectives, bestTrials: new Set<string>(), onOpen: ignore };
    const [first] = ended;
    const trials = textOf(renderToStaticMarkup(createElement(TrialTable, { ...props, open: first?.trial ?? null })));
    expect(trials).toContain(`script_mnist_3_activation=relu`);
    expect(trials).toContain(`script_mnist_3_activation=relu ${first?.trial}`);
  });

  it("says of an opened trial where it ran, its own value among its metrics, and only what was noted as noted", async () => {
    const { snapshot, ended } = await opened("experiment");
    const done = ended.find(({ state }) => state === "complete");
    if (done === undefined) throw new Error("no trial is complete");
    const detail = (userAttrs: (typeof done)["userAttrs"], name: string | null = done.name) => {
      const row = { ...done, name, userAttrs, values: [0.875], metrics: { mean_loss: [[1, 0.25]] as const } };
      return textOf(renderToStaticMarkup(createElement(TrialDetail, { row, objectives: snapshot.spec.objectives })));
    };
    const told = { pid: 2, hostname: "brave-otter-41", date: "2017-10-18_09-30-01" };
    expect(detail(told)).toMatch(/Metrics mean_accuracy 0\.875 \d+ steps? mean_loss 0\.25 1 step Where it ran pid 2/);
    expect(detail(told)).not.toContain("Noted by the objective");
    expect(detail({ ...told, fold: 3 })).toContain("Noted by the objective fold 3");
    expect(detail(told, null)).toMatch(/Metrics mean_loss .* Noted by the objective pid 2/);
  });

  it("claims after leaving neither that anything runs nor how many cores are lent", async () => {
    const { engine, snapshot } = await opened("experiment");
    const left = afterLeaving(afterSnapshot(createStudyStore().getState(), snapshot, 0)).snapshot;
    if (left === null) throw new Error("The snapshot is gone.");
    const text = textOf(panel({ engine, snapshot: left }));
    expect(text).toContain("All 10 Running 0 Waiting 6");
    expect(text).not.toContain("Cores:");
  });
});

it("trials too short to be read are not listed, and the panel says so in a sentence", async () => {
  const html = panel(await opened("running"));
  expect(textOf(html)).toContain("Trials here end within half a second, too soon to list them one by one.");
  expect(html).not.toContain("<table");
});
