import { integer, type Rng } from "../../study/rng.ts";
import { type Budget, type ObjectiveSpec, specWith } from "../../study/spec/spec.ts";
import { decodeEvidence } from "../../swarm/wire/evidence-codec.ts";
import { median } from "../shared/report.ts";
import { attackOf } from "./attacks.ts";
import type { CountingRunner } from "./counting-runner.ts";
import type { StandInKey } from "./keys.ts";
import { objectiveOf } from "./objectives.ts";
import { HonestTab } from "./tab.ts";
import { STUDY_ID, World } from "./world.ts";

export interface SimRun {
  /** "none": a swarm of honest tabs alone. */
  readonly attack: string;
  /** Tabs that work, and tabs that lie beside them. */
  readonly honest: number;
  readonly liars: number;
  /** Of each honest tab. */
  readonly trials: number;
  readonly seed: number;
  readonly objective: string;
  readonly loss: number;
  /** What the study ends by; `total`: as many trials as all honest tabs together run under `rounds`. */
  readonly budget: "rounds" | "total" | "time";
  /** Everybody is believed as signed, as where trials cannot be repeated; absent: nobody is. */
  readonly trusting?: boolean;
}

export interface SimResult {
  /** Shares of the working and of the watching tabs that ever showed for true what is false. */
  readonly falseBest: number;
  readonly falseBestWatching: number;
  /** Median over the working tabs of what is really to be had where they show the best. */
  readonly honestBest: number;
  /** The best that honest tabs have run. */
  readonly foundBest: number;
  /** Trials that honest tabs ran at points which liars named. */
  readonly hijackedTrials: number;
  /** Repeats of others' trials while rounds lasted, and their time, as shares of own trials and of all the time. */
  readonly extraEvaluations: number;
  readonly verifyCpuShare: number;
  readonly honestBanned: number;
  /** Liars that an honest tab holds for forkers. */
  readonly liarsBanned: number;
  /**
   * Share of the budget that honest work had done when the last tab was done, 0 where one never was; of a budget of time the part that
   * had passed when a tab was done for good, on the average.
   */
  readonly endedAt: number;
  /** The longest time in which a tab ran nothing although there was work left. */
  readonly stalledMs: number;
  /** How long a newcomer took to be linked to an honest tab. */
  readonly joinMs: number;
}

export const TRIAL_MS = 1_000;
/** At most. */
const TRIALS_PER_ROUND = 10;
/** All tabs come within it. */
const JOINING_MS = 3_000;
/** How often somebody looks at what tabs show: no page paints more often. */
const LOOK_MS = 250;
/** One look in so many is at everything: what was a claim may be held for verified without any other news. */
const CLOSELY_EACH = 4;
/** Beyond what the work takes; a tab that is not done by then never will be. */
const PATIENCE_MS = 120_000;
/** After the last tab is done: news of forks and bests comes round, and stores write. */
const SETTLE_MS = 5_000;
/** A newcomer that is not linked by then counts as if it had been. */
const GIVES_UP_MS = 150_000;
const WATCHERS = 3;

/** One swarm from its beginning to its end; the same `run` gives the same result. */
export async function simRun(run: SimRun): Promise<SimResult> {
  const swarm = await begun(run);
  return measured(swarm, await followed(swarm));
}

interface Swarm {
  readonly run: SimRun;
  readonly world: World;
  readonly working: readonly HonestTab[];
  readonly watching: HonestTab[];
  /** When the first came, and the study began; and when all were there. */
  readonly beganMs: number;
  readonly startMs: number;
}

interface Course {
  readonly newcomer: HonestTab;
  readonly isAllDone: boolean;
}

async function begun(run: SimRun): Promise<Swarm> {
  const { world, author } = worldOf(run);
  const beganMs = world.clock.nowMs();
  const working = [await HonestTab.join(world, author, 1, "now")];
  const watching: HonestTab[] = [];
  for (const join of joinsOf(run, world, working, watching)) {
    await join();
    await world.clock.advance(JOINING_MS / (run.honest + run.liars + WATCHERS));
  }
  return { run, world, working, watching, beganMs, startMs: world.clock.nowMs() };
}

const expectedMsOf = ({ trials }: SimRun): number => trials * TRIAL_MS;

/** Looks on until all is done, and a moment longer. */
async function followed({ run, world, working, watching, startMs }: Swarm): Promise<Course> {
  const { clock } = world;
  const expectedMs = expectedMsOf(run);
  const isOver = (): boolean => working.every(({ doneSinceMs }) => doneSinceMs !== null);
  const look = (closely: boolean): void => {
    for (const tab of [...working, ...watching]) tab.look(closely);
  };
  const comeAnew = async (): Promise<HonestTab> => {
    const tab = await HonestTab.join(world, "newcomer", 0);
    watching.push(tab);
    return tab;
  };
  let newcomer: HonestTab | null = null;
  for (let looks = 1; !isOver() && clock.nowMs() < startMs + expectedMs + PATIENCE_MS; looks++) {
    await clock.advance(LOOK_MS);
    if (newcomer === null && clock.nowMs() > startMs + expectedMs / 2) newcomer = await comeAnew();
    look(looks % CLOSELY_EACH === 0);
  }
  const [endedMs, isAllDone] = [clock.nowMs(), isOver()];
  newcomer ??= await comeAnew();
  await clock.advance(SETTLE_MS);
  while (newcomer.linkedAfterMs === null && clock.nowMs() < endedMs + GIVES_UP_MS) await clock.advance(LOOK_MS);
  look(true);
  return { newcomer, isAllDone };
}

async function measured({ run, world, working, watching, beganMs }: Swarm, course: Course): Promise<SimResult> {
  const counts = working.map((tab) => tab.counts);
  const sum = (of: (one: CountingRunner) => number): number => counts.reduce((all, one) => all + of(one), 0);
  const trials = sum(({ points }) => points.length);
  const checkMs = sum((one) => one.checkMs);
  const tabs = [...working, ...watching];
  const honestKeys = tabs.map(({ member }) => member.key);
  const liarKeys = Array.from({ length: run.liars }, (_, at) => world.keyOf(`liar ${at}`));
  const endsMs = working.map(({ doneSinceMs }) => (doneSinceMs ?? beganMs) - beganMs);
  const done =
    run.budget === "time"
      ? endsMs.reduce((all, ms) => all + ms, 0) / endsMs.length / expectedMsOf(run)
      : trials / (run.honest * run.trials);
  return {
    falseBest: shareOf(working),
    falseBestWatching: shareOf(watching),
    honestBest: median(working.map((tab) => tab.trueBest())),
    foundBest: world.found(),
    hijackedTrials: sum(({ points }) => points.filter((point) => world.forgedPoints.has(point)).length),
    extraEvaluations: sum(({ checks }) => checks) / trials,
    verifyCpuShare: checkMs / (checkMs + sum(({ trialMs }) => trialMs)),
    honestBanned: await bannedAmong(honestKeys, tabs),
    liarsBanned: await bannedAmong(liarKeys, tabs),
    endedAt: course.isAllDone ? done : 0,
    stalledMs: Math.max(...counts.map((one) => one.longestIdleMs())),
    joinMs: course.newcomer.linkedAfterMs ?? GIVES_UP_MS,
  };
}

const shareOf = (tabs: readonly HonestTab[]): number =>
  tabs.filter(({ showedFalse }) => showedFalse).length / Math.max(1, tabs.length);

function worldOf(run: SimRun): { readonly world: World; readonly author: string } {
  const author = "honest 0";
  const spec = specWith({
    name: "Simulated",
    objective: { language: "javascript", source: "" },
    sampler: { name: "tpe" },
    objectives: objectivesOf(run),
    budget: budgetOf(run),
    ...(run.trusting === true ? { repeatability: { kind: "noisy", repeats: 1 } as const } : {}),
    maxPeers: 1_000,
    listed: false,
    author: { key: World.authorKey(author, run.seed), name: author },
    createdMs: 1_700_000_000_000,
  });
  const { seed, loss, trials } = run;
  const world = new World({ seed, loss, trials, spec, objective: objectiveOf(run.objective), trialMs: TRIAL_MS });
  return { world, author };
}

const objectivesOf = ({ objective }: SimRun): readonly ObjectiveSpec[] =>
  (objectiveOf(objective).values === undefined ? ["value"] : ["first", "second"]).map((name) => {
    return { name, direction: "minimize", unit: "" };
  });

function budgetOf({ budget, honest, trials }: SimRun): Budget {
  let trialsPerRound = Math.min(TRIALS_PER_ROUND, trials);
  while (trials % trialsPerRound > 0) trialsPerRound--;
  if (budget === "total") return { kind: "trials", total: honest * trials, trialsPerRound };
  if (budget === "time") return { kind: "time", seconds: (trials * TRIAL_MS) / 1_000, trialsPerRound };
  return { kind: "rounds", rounds: trials / trialsPerRound, trialsPerRound };
}

/** Everybody but the author, in any order. */
function joinsOf(run: SimRun, world: World, working: HonestTab[], watching: HonestTab[]): (() => Promise<void>)[] {
  const attack = attackOf(run.attack);
  const come = async (name: string, cores: number): Promise<void> => {
    const tabs = cores === 0 ? watching : working;
    tabs.push(await HonestTab.join(world, name, cores));
  };
  const joins = [
    ...Array.from({ length: run.honest - 1 }, (_, i) => () => come(`honest ${i + 1}`, 1)),
    ...Array.from({ length: WATCHERS }, (_, i) => () => come(`watching ${i}`, 0)),
    ...Array.from({ length: run.liars }, (_, at) => () => attack.join(world, at, run.liars)),
  ];
  return shuffled(joins, world.chance);
}

function shuffled<T>(all: readonly T[], rng: Rng): T[] {
  const left = [...all];
  return all.flatMap(() => left.splice(integer(rng, 0, left.length - 1), 1));
}

/** How many of these keys one of the tabs holds for a forker's. */
async function bannedAmong(keys: readonly StandInKey[], tabs: readonly HonestTab[]): Promise<number> {
  const banned = new Set<StandInKey>();
  for (const { member } of tabs) {
    const kept = await member.store.loadEvidence(STUDY_ID);
    for (const { first } of kept === null ? [] : decodeEvidence(kept).proofs)
      for (const key of keys) if (key.isOwn(first.publicKey)) banned.add(key);
  }
  return banned.size;
}
