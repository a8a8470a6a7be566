import type { AgentState } from "../../agent/agent-state.ts";
import type { HistoryPoint } from "../../agent/best/history-points.ts";
import type { AgentSnapshot, BestSummary, LiveTrial, TrialSummary, TrialsQuery } from "../../agent/view/snapshot.ts";
import { firstObjective, type ObjectiveSpec } from "../../study/spec/spec.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import type {
  EngineApi,
  FormerStudyRow,
  MembershipRow,
  StudyDescription,
  TestRun,
} from "../../worker/engine/engine-api.ts";
import { mersenneLike } from "./fake-chance.ts";
import { curvesPage } from "./fake-curves.ts";
import { fakeExperiment } from "./fake-experiment.ts";
import { frontOf, valuesOf } from "./fake-front.ts";
import { fakeGenerations } from "./fake-generations.ts";
import { importancePage } from "./fake-importance.ts";
import { peersOf, pointsFor, STUDY_ID, specOf } from "./fake-study.ts";
import type { Scenario } from "./scenario.ts";

const DISTRIBUTIONS = Object.fromEntries(
  [
    ["t0", -1000, 0],
    ["T1", 30, 400],
    ["T2", 100, 470],
    ["T3", 30, 400],
    ["T4", 400, 2000],
    ["T5", 1000, 6000],
  ].map(([name, low, high]) => [
    name,
    { kind: "float", low: Number(low), high: Number(high), log: false, step: null } as const,
  ]),
);
const PARAMS = { t0: -789.8123456789, T1: 158.3, T2: 449.4, T3: 54.7, T4: 1024.4, T5: 4552.3 };

const MANY_PARAMS = Object.fromEntries(
  Array.from({ length: 40 }, (_, i) => [`a_rather_long_parameter_name_${i}`, i / 3] as const),
);

const ERROR: TrialError = { kind: "threw", message: "lambert did not converge", line: 11, column: 14 };

const OTHER_STUDY: MembershipRow = {
  studyId: "Z".repeat(43),
  name: "Rastrigin, 5 dimensions",
  unit: "",
  state: "paused",
  best: 0.0012345,
  ownTrials: 300,
  ownBest: 0.0431,
};

const NOT_HERE =
  "This study is not on this seed. Either no tab that works on it is open now, or the link belongs to another seed. Ask the author to open it, or for a new link.";

const OTHER_VERSION =
  "This page cannot open the study. This study was made by a newer version of the program: reload the page.";

const NOTICE =
  "This is a new version. Two studies of the old one, with their trials, could not be taken along: Cassini, Rastrigin. Your name and your key are kept.";

const formerStudiesOf = (name: string): readonly FormerStudyRow[] => [
  {
    studyId: "Y".repeat(43),
    name: "Sourdough schedule",
    unit: "× rise",
    trials: 100,
    best: 2.84,
    leftAgoMs: 7_500_000,
  },
  { studyId: "X".repeat(43), name, unit: "", trials: 0, best: null, leftAgoMs: 3 * 86_400_000 },
];

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks like an engine: trials appear a few times a second, bests improve, commands change the state. */
export function fakeEngine(scenario: Scenario): EngineApi {
  let notice = scenario === "notice" ? NOTICE : null;
  const spec = specOf(scenario);
  const watchers = new Map<string, ReturnType<typeof setInterval>>();
  const all = pointsFor(scenario);
  let shown =
    scenario === "alone" || scenario === "waiting" || scenario === "empty" ? 0 : scenario === "errors" ? 30 : 520;
  let state: AgentState | null = stateOf(scenario);
  let uploadBytesPerSecond = 288_000;
  let cores = scenario.endsWith("watching") ? 0 : 4;
  let testing = 0;
  let stopTest = (): void => undefined;
  let former = scenario === "returning" || scenario === "long" ? formerStudiesOf(spec.name) : [];
  let addedRounds = 0;
  const experiment = fakeExperiment(scenario);
  const bred = fakeGenerations(scenario);

  const snapshot = (): AgentSnapshot => {
    const points = all.slice(0, shown);
    const lower = firstObjective(spec).direction === "maximize" ? -1 : 1;
    const rounds = spec.budget.kind === "rounds" ? spec.budget.rounds + addedRounds : null;
    const current = state ?? "left";
    const own = points.filter((point) => point.own).length;
    const peers = peersOf(scenario, own);
    return {
      studyId: STUDY_ID,
      spec,
      state: current,
      reason: current === "failed" ? "The objective does not load: SyntaxError: Unexpected token" : null,
      ...surenessOf(bred === null ? bestOf(points, scenario) : bred.best(), scenario),
      disputed: scenario === "claimed" ? { value: 5.8912, by: 2 } : null,
      isUnrepeatable: false,
      front: spec.objectives.length > 1 ? frontOf(points, spec.objectives) : null,
      endedBy: null,
      trialCount: shown,
      ownTrialCount: own,
      ownBest: points.reduce<number | null>(
        (low, p) =>
          p.own && p.state === "complete" && !p.infeasible && (low === null || lower * p.value < lower * low)
            ? p.value
            : low,
        null,
      ),
      failedCount: points.filter((point) => point.state === "failed").length,
      prunedCount: points.filter((point) => point.state === "pruned").length,
      infeasibleCount: points.filter((point) => point.infeasible).length,
      heldCount: shown,
      trialsPerSecond: current === "running" ? 37.2 + 6 * Math.sin(Date.now() / 3000) : 0,
      cores,
      maxCores: 8,
      uploadBytesPerSecond,
      runningTrials: cores,
      status: {
        live: current === "running" ? shortTrials(cores) : [],
        liveCount: current === "running" ? cores : 0,
        waiting: [],
        variants: null,
        coresUsed: cores,
        coresLent: cores,
        toldAgoMs: 0,
      },
      progress: spec.budget.kind === "trials" ? shown / 2000 : 10 / (rounds ?? 10),
      round: scenario === "finished" ? 10 : 3,
      rounds,
      peers,
      peerCount: peers.filter((peer) => peer.online).length,
      seedReachable: scenario !== "offline",
      points,
      recentErrors:
        scenario === "alone"
          ? []
          : [
              { trial: "a:12", by: "brave-otter-41", error: ERROR },
              {
                trial: "a:9",
                by: "lucid-moth-88",
                error: { kind: "timeout", message: "No answer within 60 s.", line: null, column: null },
              },
              {
                trial: "b:9",
                by: "calm-badger-19",
                error: { ...ERROR, message: "x".repeat(scenario === "long" ? 3000 : 20) },
              },
            ],
      generations: bred?.summary() ?? null,
      ...experiment?.figures(),
    };
  };
  const must = async (): Promise<void> => {
    await wait(60);
    if (scenario === "command-fails") throw new Error("The engine is busy starting. Try again in a moment.");
  };
  return {
    boot: async () => ({
      peerId: "you",
      name: "calm-badger-19",
      secure: scenario !== "plain-http",
      durable: scenario !== "plain-http",
    }),
    setName: async () => undefined,
    notice: async () => notice,
    dismissNotice: async () => {
      notice = null;
    },
    createStudy: async (_draft, lent) => {
      await must();
      state = "running";
      cores = lent;
      shown = 0;
      return STUDY_ID;
    },
    testRun: async (draft, _count, onProgress) => {
      const mine = ++testing;
      const { source } = draft.objective;
      const run = testRunOf(source);
      await wait(350);
      if (mine === testing) onProgress?.({ ...run, trials: run.trials.slice(0, 1), phase: "running", repeat: null });
      const stopped = new Promise<TestRun>((resolve) => {
        stopTest = () => resolve({ ...run, trials: run.trials.slice(0, 1), phase: "stopped", repeat: null });
      });
      return Promise.race([wait(source.includes("while (true)") ? 30_000 : 350).then(() => run), stopped]);
    },
    stopTestRun: async () => {
      stopTest();
    },
    describe: async (studyId, onMissing): Promise<StudyDescription> => {
      await wait(80);
      if (scenario === "other-version") throw new Error(OTHER_VERSION);
      if (scenario === "missing") {
        onMissing?.(NOT_HERE);
        await wait(4000);
        throw new Error(NOT_HERE);
      }
      return {
        studyId,
        spec,
        secret: null,
        objectiveHash: "p1mZ8R0vJxTq5cYkWn3sLd7uFhGbEaXo2iQtBvVyC9M",
        joined: state !== null,
        inOtherTab: false,
        isAuthor: false,
        contributed: scenario === "returning" ? { trials: 31, best: 4.9312, leftAgoMs: 7_500_000 } : null,
      };
    },
    join: async (_studyId, lent) => {
      await must();
      cores = lent;
      state = lent === 0 ? "watching" : "running";
    },
    pause: async () => {
      await must();
      state = "paused";
    },
    resume: async () => {
      await must();
      state = "running";
    },
    runMoreRounds: async () => {
      await must();
      addedRounds += 10;
      state = "running";
    },
    setCores: async (_studyId, lent) => {
      await must();
      cores = lent;
      state = "running";
    },
    limitUpload: async (_studyId, bytesPerSecond) => {
      await must();
      uploadBytesPerSecond = bytesPerSecond;
    },
    leave: async () => {
      await must();
      state = null;
    },
    memberships: async () => {
      if (state === null && scenario !== "returning") return [];
      const { best, ownBest } = snapshot();
      const { name } = spec;
      const { unit } = firstObjective(spec);
      const here: readonly MembershipRow[] =
        state === null
          ? []
          : [{ studyId: STUDY_ID, name, unit, state, best: best?.value ?? null, ownTrials: 31, ownBest }];
      return [...here, OTHER_STUDY];
    },
    formerStudies: async () => former,
    forget: async (studyId) => {
      await must();
      former = former.filter((row) => row.studyId !== studyId);
    },
    watch: async (studyId, onSnapshot) => {
      onSnapshot(snapshot());
      watchers.set(
        studyId,
        setInterval(() => {
          if (state === "running" && shown < all.length && scenario !== "finished" && scenario !== "waiting")
            shown += 1;
          if (state === "running") experiment?.pass(0.25);
          if (state === "running") bred?.pass(23);
          if (state !== null) onSnapshot(snapshot());
        }, 250),
      );
    },
    curves: async (_studyId, query) => curvesPage(scenario, query, snapshot().best?.trial ?? "log:0"),
    importances: async (_studyId, query) =>
      importancePage(scenario, query, Object.keys(scenario === "long" ? MANY_PARAMS : PARAMS), shown),
    generations: async (_studyId, query) => bred?.page(query) ?? null,
    generationFile: async () => {
      await must();
      return Uint8Array.of(80, 75, 5, 6, ...Array<number>(18).fill(0));
    },
    playChampion: async (_studyId, generation, episode) => {
      await must();
      if (bred === null) throw new Error("This study breeds no generations.");
      return bred.play(generation, episode);
    },
    stopPlay: async () => undefined,
    unwatch: async (studyId) => clearInterval(watchers.get(studyId)),
    events: async (_studyId, query) => experiment?.events(query) ?? { events: [], first: 1, last: 0, shortTrials: 0 },
    trials: async (_studyId, query) =>
      bred?.trials(query) ??
      experiment?.trials(query) ??
      trialPage(all.slice(0, shown), query, scenario === "long" ? MANY_PARAMS : PARAMS, spec.objectives),
  };
}

/** As they are found running: they end too soon to be listed. */
const shortTrials = (count: number): readonly LiveTrial[] =>
  Array.from({ length: count }, (_, i) => ({
    trial: `log:${1000 + i}`,
    name: null,
    params: PARAMS,
    state: "running",
    by: "calm-badger-19",
    own: true,
    seconds: 0.01 * i,
    step: null,
    value: null,
    toldAgoMs: 0,
  }));

function stateOf(scenario: Scenario): AgentState | null {
  switch (scenario) {
    case "generations-watching":
      return "watching";
    case "paused":
    case "watching":
    case "finished":
    case "failed":
      return scenario;
    case "invited":
    case "invited-experiment":
    case "returning":
    case "hidden-characters":
    case "many-lines":
    case "shortest-lines":
    case "plain-http":
    case "many-objectives":
    case "missing":
    case "other-version":
    case "notice":
    case "empty":
      return null;
    default:
      return "running";
  }
}

function surenessOf(
  best: BestSummary | null,
  scenario: Scenario,
): Pick<AgentSnapshot, "best" | "bestState" | "claim" | "verifiedBy"> {
  if (best === null) return { best, bestState: null, claim: null, verifiedBy: 0 };
  if (scenario === "watching") return { best, bestState: "claimed", claim: null, verifiedBy: 0 };
  if (best.foundBy.isYou) return { best, bestState: "own", claim: null, verifiedBy: 0 };
  const claim = scenario === "claimed" ? { value: best.value - 0.01, by: "brave-otter-41" } : null;
  return { best, bestState: "verified", claim, verifiedBy: 3 };
}

function bestOf(points: readonly HistoryPoint[], scenario: Scenario): BestSummary | null {
  const best = points.findLast((point) => point.improves);
  if (best === undefined) return null;
  const long = scenario === "long";
  const foundBy = best.own
    ? { peerId: "you", name: "calm-badger-19", isYou: true }
    : { peerId: "peer-1", name: long ? "n".repeat(400) : "brave-otter-41", isYou: false };
  return {
    value: long ? -1234567.890123456 : best.value,
    values: [long ? -1234567.890123456 : best.value],
    name: null,
    params: long ? { ...MANY_PARAMS, choice: "a category whose name goes on and on and on" } : PARAMS,
    distributions: DISTRIBUTIONS,
    trial: `log:${best.at}`,
    beat: points.findLast((point) => point.improves && point.at < best.at)?.value ?? null,
    foundBy,
    ranHere: best.own,
    heardAgoMs: 42_000,
  };
}

/** The text says what becomes of it: "syntax error", "throw", "out of time", "remembers", "slow", "nothing", "console". */
function testRunOf(source: string): TestRun {
  const says = (word: string): boolean => source.includes(word);
  const repeat = { kind: "same", trial: 3, noise: null } as const;
  const whole = { asked: 3, phase: "done", repeat, console: [], notes: [] } as const;
  if (says("syntax error")) {
    const error: TrialError = { kind: "threw", message: "Unexpected token ')'", line: 2, column: 9 };
    return { ...whole, trials: [], error, repeat: null };
  }
  if (says("out of time")) return outOfTime(source);
  const chance = mersenneLike(5);
  return {
    ...whole,
    ...(says("remembers")
      ? { repeat: { kind: "differs", trial: 3, first: [0.4832], again: [0.5032], error: null } }
      : {}),
    ...(says("slow") ? { repeat: { kind: "not-run", why: "slow" } } : {}),
    ...(says("console") ? { console: CONSOLE, notes: [NOTE] } : {}),
    error: null,
    trials: Array.from({ length: 3 }, (_, i) => {
      const x = chance() * 200 - 100;
      const fails = source.includes("throw") && i === 1;
      return {
        params: says("nothing") ? {} : { x, y: i - 1 },
        state: fails ? "failed" : "complete",
        values: fails ? [] : [x ** 2 + i - 1, ...(says("size") ? [40 - i] : [])],
        ...(says("accuracy") ? { metrics: { accuracy: 0.9 + i / 100 } } : {}),
        durationMs: 12.4 * (i + 1),
        error: fails ? { kind: "threw", message: "no such leg", line: 3, column: 5 } : null,
      };
    }),
  };
}

const NOTE: TestRun["notes"][number] = {
  about: "steps",
  text: "Step 2 was reported after step 5. Pruners expect steps that rise. Count the steps up over the whole trial.",
};
const CONSOLE: TestRun["console"] = [
  { level: "log", text: "epoch 1 loss 0.6931" },
  { level: "warn", text: "the rate is large" },
  { level: "error", text: `{"rows":[${"0.125,".repeat(40)}1]}` },
];

function outOfTime(source: string): TestRun {
  const { trials } = testRunOf(source.replaceAll("out of time", ""));
  const error: TrialError = {
    ...ERROR,
    kind: "timeout",
    message: "The trial ran longer than 60 s and was stopped.",
    line: null,
  };
  const last = { params: {}, state: "failed", values: [], durationMs: 60_000, error } as const;
  const repeat = { kind: "not-run", why: "slow" } as const;
  return {
    asked: 3,
    trials: [...trials.slice(0, 2), last],
    error: null,
    phase: "timeout",
    repeat,
    console: [],
    notes: [],
  };
}

/** What a network's accuracy is like over twelve steps. */
const ACCURACY = Array.from({ length: 12 }, (_, i) => [i, 0.9 - 0.6 * Math.exp(-i / 3) + (i % 3) / 90] as const);

function trialPage(
  points: readonly HistoryPoint[],
  query: TrialsQuery,
  params: Readonly<Record<string, number>>,
  objectives: readonly ObjectiveSpec[],
) {
  const several = objectives.length > 1;
  const chosen = points.filter((point) =>
    query.trial !== undefined
      ? `log:${point.at}` === query.trial
      : query.only === "own"
        ? point.own
        : query.only === "failed"
          ? point.state === "failed"
          : true,
  );
  const ordered =
    query.sort === "newest"
      ? chosen.toReversed()
      : chosen.filter((p) => p.state === "complete").sort((a, b) => a.value - b.value);
  const chance = mersenneLike(3);
  return {
    total: ordered.length,
    rows: ordered.slice(query.offset, query.offset + query.limit).map(
      (point): TrialSummary => ({
        trial: `log:${point.at}`,
        number: point.at % 97,
        name: null,
        by: point.own ? "calm-badger-19" : "brave-otter-41",
        own: point.own,
        state: point.state,
        value: point.state === "failed" ? null : point.value,
        values: point.state === "failed" ? [] : several ? valuesOf(point.at, objectives) : [point.value],
        constraints: point.infeasible ? { mass: point.value / 7, fuel: -0.1 - 0.2 } : {},
        infeasible: point.infeasible,
        userAttrs: point.at % 2 === 0 ? { arrival: "2004-07-01", revolutions: 3, flyby: true } : {},
        params: Object.fromEntries(
          Object.entries(params).map(([name, value]) => [name, value * (0.9 + 0.2 * chance())]),
        ),
        metrics: several && point.state !== "failed" ? { accuracy: ACCURACY } : {},
        startMs: 1_000 * point.at,
        durationMs: 300 + 9000 * chance(),
        foreignKnown: point.at,
        steps: 5,
        error: point.state === "failed" ? ERROR : null,
      }),
    ),
  };
}
