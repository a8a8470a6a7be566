import type { DatedClock, ObjectiveProgram, RunnerSlot, Timer, TrialRunner } from "../../agent/ports.ts";
import { unknownName } from "../../formats/batch/replay-trial.ts";
import type { TrialConfig, TrialResult } from "../../formats/batch/trial-lines.ts";
import { trialSeed } from "../../study/bytes/hash.ts";
import { sameValue } from "../../study/space/distribution.ts";
import { rangeText } from "../../study/space/range-text.ts";
import { EMPTY_SPACE } from "../../study/space/search-space.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";

export interface BatchRun {
  readonly configs: readonly TrialConfig[];
  readonly runner: TrialRunner;
  readonly program: ObjectiveProgram;
  readonly clock: DatedClock;
  /** Trials that run at once. */
  readonly cores: number;
  /** Of a trial; null: as long as it takes. */
  readonly limitMs: number | null;
  /** Ends all that runs; what has not ended by then has no result. */
  readonly interrupted: AbortSignal;
  readonly onResult: (result: TrialResult) => void;
}

/** Names the chance of an objective: with it a trial of a batch draws the same wherever it runs. */
const STREAM = "batch";

/** Runs each trial once, at the values it has. Resolves with why the objective does not run here at all, or null when all is done. */
export function runBatch(run: BatchRun): Promise<string | null> {
  if (run.configs.length === 0 || run.interrupted.aborted) return Promise.resolve(null);
  return new Promise((resolve) => {
    const waiting = [...run.configs];
    const lanes: Lane[] = [];
    let isOver = false;
    const end = (fault: string | null): void => {
      if (isOver) return;
      isOver = true;
      run.interrupted.removeEventListener("abort", interrupt);
      void Promise.all(lanes.map((lane) => lane.close())).then(() => resolve(fault));
    };
    const interrupt = (): void => end(null);
    run.interrupted.addEventListener("abort", interrupt);
    let idle = 0;
    const count = Math.min(run.cores, waiting.length);
    const onIdle = (): void => {
      if (++idle === count) end(null);
    };
    for (let i = 0; i < count; i++) lanes.push(new Lane(run, () => waiting.shift(), onIdle, end));
  });
}

/** One worker, which runs trial after trial. */
class Lane {
  readonly #run: BatchRun;
  readonly #next: () => TrialConfig | undefined;
  readonly #onIdle: () => void;
  readonly #slot: RunnerSlot;
  #running: { readonly config: TrialConfig; readonly startMs: number; readonly wallMs: number } | null = null;
  #limit: Timer | null = null;
  #isIdle = false;

  constructor(
    run: BatchRun,
    next: () => TrialConfig | undefined,
    onIdle: () => void,
    onFault: (fault: string) => void,
  ) {
    this.#run = run;
    this.#next = next;
    this.#onIdle = onIdle;
    this.#slot = run.runner.openSlot(run.program, {
      onReady: () => this.#go(),
      onLoadFailed: ({ message }) => onFault(message),
      onFinished: ([outcome]) => {
        if (outcome === undefined || this.#running === null) return;
        this.#told(resultOf(this.#running.config, outcome));
        this.#go();
      },
      onReport: () => {},
      onLost: (error) => {
        if (this.#running !== null)
          this.#told({ value: null, state: "failed", error: error.message, durationMs: null });
      },
      onGivenUp: onFault,
    });
  }

  async close(): Promise<void> {
    this.#isIdle = true;
    this.#running = null;
    this.#limit?.cancel();
    await this.#slot.close();
  }

  #go(): void {
    if (this.#isIdle || this.#running !== null) return;
    const config = this.#next();
    if (config === undefined) {
      this.#isIdle = true;
      this.#onIdle();
      return;
    }
    const { clock, limitMs } = this.#run;
    this.#running = { config, startMs: clock.nowMs(), wallMs: clock.wallMs() };
    if (limitMs !== null) this.#limit = clock.setTimer(limitMs, () => this.#slot.restart(tooLong(limitMs)));
    this.#slot.run({ proposals: [proposalOf(config)], pruner: { kind: "nop" } });
  }

  #told({ durationMs, ...ended }: Ended): void {
    const running = this.#running;
    this.#running = null;
    this.#limit?.cancel();
    if (running === null) return;
    const { config, startMs, wallMs } = running;
    const { number, params } = config;
    const tookMs = durationMs ?? this.#run.clock.nowMs() - startMs;
    this.#run.onResult({ number, params, ...ended, durationMs: Math.round(tookMs * 1_000) / 1_000, startMs: wallMs });
  }
}

type Ended = Pick<TrialResult, "value" | "state" | "error"> & { readonly durationMs: number | null };

const tooLong = (limitMs: number): TrialError => ({
  kind: "timeout",
  message: `It did not end within ${limitMs / 1_000} s.`,
  line: null,
  column: null,
});

const proposalOf = ({ number, params }: TrialConfig): Proposal => ({
  number,
  seed: trialSeed(STREAM, number),
  space: EMPTY_SPACE,
  values: [],
  fixed: params,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
});

function resultOf(config: TrialConfig, outcome: TrialOutcome): Ended {
  const { durationMs, state, values, error } = outcome;
  const fault = otherPoint(config, outcome) ?? error?.message ?? (state === "pruned" ? "It was pruned." : null);
  const [value] = values;
  if (fault === null && state === "complete" && value !== undefined)
    return { value, state: "complete", error: null, durationMs };
  return { value: null, state: "failed", error: fault ?? "It gave no value.", durationMs };
}

/** What it tried that its inputs do not say; null: it ran at its own values. */
function otherPoint({ params }: TrialConfig, { space, params: tried }: TrialOutcome): string | null {
  for (const [i, name] of space.names.entries()) {
    if (!Object.hasOwn(params, name)) return unknownName(name, Object.keys(params));
    const distribution = space.distributions[i];
    if (distribution !== undefined && !sameValue(tried[i], params[name]))
      return `The objective asks for "${name}" among ${rangeText(distribution)}, and the batch has ${JSON.stringify(params[name])}. Give both the same range.`;
  }
  return null;
}
