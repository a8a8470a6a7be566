import type { StudySpec } from "../../study/spec/spec.ts";
import { variantOf } from "../../study/trainable/variants.ts";
import type { TrialPoint } from "../../study/trial/trial.ts";
import type { LogId } from "../../swarm/ids.ts";
import type { SwarmHost } from "../link/swarm-host.ts";
import type { Clock } from "../ports.ts";
import type { Lease } from "../tell/status-codec.ts";
import { coresUsedBy, lentBy, liveBy } from "../work/cores.ts";
import type { OwnLive } from "../work/crew.ts";
import type { Leases } from "../work/leases.ts";
import type { VariantsLeft } from "../work/variants-left.ts";
import type { Work } from "../work/work.ts";
import { cellLeases, cellName } from "./bred/cell-words.ts";
import type { People } from "./people.ts";
import { type LiveTrial, MAX_LIVE_TRIALS, type StudyStatus } from "./snapshot.ts";
import type { TrialWords } from "./trial-words.ts";

export interface StatusSources {
  readonly host: SwarmHost;
  readonly work: Work;
  readonly people: People;
  readonly leases: Leases;
  readonly words: TrialWords;
  readonly clock: Clock;
  readonly spec: Pick<StudySpec, "resources">;
}

/** Who runs what, as far as this tab knows: of itself now, of the others as each told it last. */
export function statusOf(sources: StatusSources): StudyStatus {
  const { host, work, leases, clock } = sources;
  const live = new LiveRows(work.variants);
  for (const trial of work.crew?.liveFor(0) ?? []) {
    if (live.isFull) break;
    live.add(trial.proposal.space, trial.proposal.values, () => ownTrial(sources, trial));
  }
  const nowMs = clock.nowMs();
  const ages = new Map(host.liveLogs().map(({ log, ageMs }) => [log, ageMs]));
  const cores = { used: work.crew?.usedCores ?? 0, lent: work.crew?.cores ?? 0 };
  const coresPerTrial = sources.spec.resources.cores;
  let liveCount = work.crew?.liveCount ?? 0;
  let oldestMs = 0;
  const weightOf = leases.weights();
  for (const [log, leasing] of leases.all()) {
    const { status } = leasing;
    const lent = lentBy(status.cores);
    // Said again without a change it is as new as its last sign of life.
    const toldAgoMs = Math.max(0, Math.min(nowMs - leasing.toldMs, ages.get(log) ?? Number.POSITIVE_INFINITY));
    oldestMs = Math.max(oldestMs, toldAgoMs);
    const weight = weightOf(log);
    if (status.activity === "running") {
      cores.lent += weight * lent;
      cores.used += weight * coresUsedBy(lent, status.runningCount, coresPerTrial);
    }
    // What a tab gave up at rest is not among those that it says run.
    const listed = status.leases.length + (status.breeding?.cells.length ?? 0);
    liveCount += weight * liveBy(lent, Math.max(status.runningCount, listed), listed, coresPerTrial);
    for (const lease of status.leases) {
      if (live.isFull) break;
      live.add(lease.space, lease.params, () => foreignTrial(sources, log, lease, nowMs - leasing.toldMs, toldAgoMs));
    }
    for (const lease of cellLeases(status)) {
      if (live.isFull) break;
      const row = foreignTrial(sources, log, lease, nowMs - leasing.toldMs, toldAgoMs);
      live.rows.push({ ...row, name: bredName(work, status.breeding?.generation ?? 0, lease.number) });
    }
  }
  return {
    live: live.rows,
    liveCount,
    ...waitingOf(sources),
    coresUsed: cores.used,
    coresLent: cores.lent,
    toldAgoMs: oldestMs,
  };
}

function waitingOf({ work, leases, words }: StatusSources): Pick<StudyStatus, "waiting" | "variants"> {
  const { variants } = work;
  if (variants === null) return { waiting: [], variants: null };
  const begun = variants.waiting(points(work, leases, "any"), MAX_LIVE_TRIALS);
  return {
    waiting: begun.map((index) => ({ name: words.nameAt(index) ?? "", params: words.variedAt(index) })),
    variants: variants.counts(points(work, leases, "running")),
  };
}

function* points({ crew }: Work, leases: Leases, which: "any" | "running"): Generator<TrialPoint> {
  const isWanted = ({ state }: Pick<LiveTrial, "state">): boolean => which === "any" || state === "running";
  for (const live of crew?.liveFor(0) ?? [])
    if (isWanted(live)) yield { space: live.proposal.space, params: live.proposal.values };
  for (const [, { status }] of leases.all()) yield* status.leases.filter(isWanted);
}

/** Of a variant that several tabs have begun one row: one that runs before one that waits to go on. */
class LiveRows {
  readonly rows: LiveTrial[] = [];
  readonly #variants: VariantsLeft | null;
  readonly #at = new Map<number, number>();

  constructor(variants: VariantsLeft | null) {
    this.#variants = variants;
  }

  get isFull(): boolean {
    return this.rows.length >= MAX_LIVE_TRIALS;
  }

  add(space: TrialPoint["space"], params: TrialPoint["params"], rowOf: () => LiveTrial): void {
    const index = this.#variants === null ? null : variantOf({ space, params });
    if (index !== null && this.#variants?.hasEnded(index) === true) return;
    const at = index === null ? undefined : this.#at.get(index);
    const row = rowOf();
    if (at !== undefined) {
      if (row.state === "running" && this.rows[at]?.state !== "running") this.rows[at] = row;
      return;
    }
    if (index !== null) this.#at.set(index, this.rows.length);
    this.rows.push(row);
  }
}

/** Null in a study that breeds no generations. */
function bredName({ cells }: Work, generation: number, cell: number): string | null {
  return cells && cellName(cells.generations.evolution.settings, generation, cell);
}

function ownTrial(sources: StatusSources, { proposal, state, ranMs, step, value }: OwnLive): LiveTrial {
  const { number, space, values } = proposal;
  const seconds = ranMs === null ? null : ranMs / 1_000;
  const place = placeOf(sources, sources.host.log, number, { space, params: values });
  const { bred } = proposal;
  const name = bred === undefined ? place.name : bredName(sources.work, bred.generation, bred.cell);
  return { ...place, name, state, seconds, step, value, toldAgoMs: 0 };
}

/** Nobody says when a trial pauses: until its tab tells more, it has run on since. */
function foreignTrial(sources: StatusSources, log: LogId, lease: Lease, sinceMs: number, toldAgoMs: number): LiveTrial {
  const { number, state, step, value } = lease;
  const runsOn = state === "running" ? Math.max(0, sinceMs) / 1_000 : 0;
  const studyMs = sources.host.studyMs();
  // No trial has been running for longer than its study.
  const most = studyMs === null ? Number.POSITIVE_INFINITY : Math.max(0, studyMs) / 1_000;
  const seconds = lease.seconds === null ? null : Math.min(most, lease.seconds + runsOn);
  return { ...placeOf(sources, log, number, lease), state, seconds, step, value, toldAgoMs };
}

function placeOf(
  { host, people, words }: StatusSources,
  log: LogId,
  number: number,
  point: TrialPoint,
): Pick<LiveTrial, "trial" | "name" | "params" | "by" | "own"> {
  return {
    trial: `${log}:${number}`,
    name: words.nameOf(point),
    params: words.paramsOf(point),
    by: people.nameOf(people.peerOf(log)),
    own: log === host.log,
  };
}
