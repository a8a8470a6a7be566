import * as v from "valibot";
import type {
  Clock,
  ObjectiveProgram,
  RunnerSlot,
  SlotEvents,
  Timer,
  TrialBatch,
  TrialRunner,
} from "../../agent/ports.ts";
import { suggestIn } from "../../signaling/http-study/suggested.ts";
import { Param } from "../../signaling/service/shapes.ts";
import { MisuseError, TrialPruned, TrialStopped } from "../../study/errors.ts";
import { finishReturned, finishThrown } from "../../study/trial/finish.ts";
import type { Proposal, PrunerSnapshot } from "../../study/trial/proposal.ts";
import { TrialContext, type TrialSetting } from "../../study/trial/suggest.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import { type PythonProcess, type PythonProgram, startPython } from "./python-process.ts";

/** Large libraries take long to import from a cold disk. */
const LOADS_WITHIN_MS = 120_000;
/** A machine without memory kills one now and then; a file that ends its process ends it each time. */
const MAX_DEATHS_LOADING = 3;
/** Intermediate values are shown to people: ten a second are enough. */
const SHOWN_EVERY_MS = 100;
/** Of a line; an attribute has at most a thousandth of it. */
const MAX_LINE = 1 << 20;

const number = v.union([v.number(), v.pipe(v.picklist(["Infinity", "-Infinity", "NaN"]), v.transform(Number))]);
const line = v.nullable(v.number());
const Said = v.variant("is", [
  v.object({ is: v.literal("loaded") }),
  v.object({ is: v.literal("refused"), name: v.string(), message: v.string(), line }),
  v.object({ is: v.literal("suggest"), name: v.string(), asked: Param }),
  v.object({
    is: v.literal("report"),
    step: v.number(),
    value: v.optional(number),
    values: v.optional(v.array(number)),
  }),
  v.object({ is: v.literal("prune") }),
  v.object({
    is: v.literal("ended"),
    number: v.number(),
    state: v.picklist(["complete", "pruned", "stopped", "failed"]),
    values: v.optional(v.array(number)),
    name: v.optional(v.string()),
    message: v.optional(v.string()),
    line: v.optional(line),
    attributes: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
    constraints: v.record(v.string(), v.number()),
  }),
]);
type Said = v.InferOutput<typeof Said>;
type Ended = Extract<Said, { is: "ended" }>;

/** Runs a person's own objective in Python: a process for each slot. */
export class PythonRunner implements TrialRunner {
  readonly #program: PythonProgram;
  readonly #clock: Clock;

  constructor(program: PythonProgram, clock: Clock) {
    this.#program = program;
    this.#clock = clock;
  }

  openSlot(study: ObjectiveProgram, events: SlotEvents): RunnerSlot {
    return new PythonSlot(this.#program, this.#clock, study, events);
  }
}

/** One worker, and the trials of its batch one after the other. The trial itself is here; the worker asks it line by line. */
class PythonSlot implements RunnerSlot {
  readonly #program: PythonProgram;
  readonly #clock: Clock;
  readonly #events: SlotEvents;
  readonly #setting: TrialSetting;
  #process: PythonProcess | null = null;
  #isLoaded = false;
  #deathsLoading = 0;
  #batch: readonly Proposal[] = [];
  #trial: TrialContext | null = null;
  #beganMs = 0;
  #shownMs = Number.NEGATIVE_INFINITY;
  #loading: Timer | null = null;

  constructor(program: PythonProgram, clock: Clock, study: ObjectiveProgram, events: SlotEvents) {
    this.#program = program;
    this.#clock = clock;
    this.#events = events;
    const { directions, names, ends } = study;
    this.#setting = { directions, names, ends, pruner: { kind: "nop" } };
    this.#open();
  }

  run({ proposals, pruner }: TrialBatch): void {
    if (!this.#isLoaded || this.#batch.length > 0)
      throw new Error("A slot runs one batch at a time, once it is ready.");
    this.#setting.pruner = pruner;
    this.#batch = proposals;
    this.#next();
  }

  refreshPruner(snapshot: PrunerSnapshot): void {
    this.#setting.pruner = snapshot;
  }

  restart(error: TrialError): void {
    void this.#leave();
    this.#open();
    this.#events.onLost(error);
  }

  async close(): Promise<void> {
    await this.#leave();
  }

  #open(): void {
    const process = startPython(this.#program, {
      onLine: (text) => {
        if (process === this.#process) this.#hear(text);
      },
      onEnd: (why) => {
        if (process === this.#process) this.#onEnd(why);
      },
    });
    this.#process = process;
    this.#loading = this.#clock.setTimer(LOADS_WITHIN_MS, () => {
      const message = `The file did not load within ${LOADS_WITHIN_MS / 1_000} s: look for a loop outside of its functions.`;
      this.#refuse({ kind: "timeout", message, line: null, column: null });
    });
  }

  #leave(): Promise<void> {
    const process = this.#process;
    this.#process = null;
    this.#isLoaded = false;
    this.#batch = [];
    this.#trial = null;
    this.#loading?.cancel();
    return process?.kill() ?? Promise.resolve();
  }

  #refuse(error: TrialError): void {
    void this.#leave();
    this.#events.onLoadFailed(error);
  }

  #onEnd(why: string): void {
    const message = `The objective's Python ${why}.`;
    if (this.#isLoaded) {
      this.restart({ kind: "crashed", message: `${message} It was started anew.`, line: null, column: null });
      return;
    }
    this.#deathsLoading += 1;
    if (this.#deathsLoading >= MAX_DEATHS_LOADING) this.#refuse({ kind: "crashed", message, line: null, column: null });
    else {
      void this.#leave();
      this.#open();
    }
  }

  #next(): void {
    const [proposal] = this.#batch;
    if (proposal === undefined) return;
    this.#trial = new TrialContext(proposal, this.#setting);
    this.#beganMs = this.#clock.nowMs();
    this.#process?.send({ number: proposal.number, seed: proposal.seed });
  }

  #hear(text: string): void {
    const said = text.length > MAX_LINE ? null : read(text);
    if (said === null) {
      this.restart({ kind: "misuse", message: "The objective wrote to its worker's pipe.", line: null, column: null });
      return;
    }
    if (said.is === "loaded") {
      this.#isLoaded = true;
      this.#deathsLoading = 0;
      this.#loading?.cancel();
      this.#events.onReady();
    } else if (said.is === "refused")
      this.#refuse({ kind: "threw", message: wordsOf(said), line: said.line, column: null });
    else if (this.#trial !== null) this.#ofTrial(this.#trial, said);
  }

  #ofTrial(trial: TrialContext, said: Extract<Said, { is: "suggest" | "report" | "prune" | "ended" }>): void {
    switch (said.is) {
      case "suggest":
        this.#answer(() => ({ value: suggestIn(trial, said) }));
        break;
      case "report":
        this.#answer(() => {
          const [first = Number.NaN, ...more] = said.values ?? [said.value ?? Number.NaN];
          trial.report(more.length === 0 ? first : [first, ...more], said.step);
          this.#show(trial.number, said.step, first);
          return { prune: trial.shouldPrune() };
        });
        break;
      case "prune":
        this.#answer(() => ({ prune: trial.shouldPrune() }));
        break;
      case "ended":
        if (said.number === trial.number) this.#finish(trial, said);
    }
  }

  #answer(act: () => object): void {
    try {
      this.#process?.send(act());
    } catch (error) {
      if (error instanceof TrialStopped) this.#process?.send({ stopped: true });
      else if (error instanceof MisuseError) this.#process?.send({ wrong: error.message });
      else throw error;
    }
  }

  #show(trial: number, step: number, value: number): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#shownMs < SHOWN_EVERY_MS) return;
    this.#shownMs = nowMs;
    this.#events.onReport(trial, step, value);
  }

  #finish(trial: TrialContext, ended: Ended): void {
    const outcome = outcomeOf(trial, ended, this.#clock.nowMs() - this.#beganMs);
    this.#trial = null;
    this.#batch = this.#batch.slice(1);
    // Before anybody hears of it, who may give the next batch at once.
    const isWhole = this.#batch.length === 0;
    this.#events.onFinished([outcome]);
    if (!isWhole) this.#next();
  }
}

function outcomeOf(trial: TrialContext, ended: Ended, durationMs: number): TrialOutcome {
  try {
    for (const [key, value] of Object.entries(ended.attributes)) trial.setUserAttr(key, value);
    for (const [key, value] of Object.entries(ended.constraints)) trial.setConstraint(key, value);
  } catch (error) {
    return finishThrown(trial, error, durationMs);
  }
  switch (ended.state) {
    case "complete":
      return finishReturned(trial, ended.values ?? [], durationMs);
    case "pruned":
      return finishThrown(trial, new TrialPruned(), durationMs);
    case "stopped":
      return finishThrown(trial, new TrialStopped(), durationMs);
    case "failed": {
      const { error, ...outcome } = finishThrown(trial, new Error(), durationMs);
      const told = { kind: error?.kind ?? "threw", message: wordsOf(ended), line: ended.line ?? null, column: null };
      return { ...outcome, error: told };
    }
  }
}

const wordsOf = ({
  name = "",
  message = "",
}: {
  readonly name?: string | undefined;
  readonly message?: string | undefined;
}) => (name === "" ? message : `${name}: ${message}`);

function read(text: string): Said | null {
  try {
    const said = v.safeParse(Said, JSON.parse(text));
    return said.success ? said.output : null;
  } catch {
    return null;
  }
}
