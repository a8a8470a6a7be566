import type { TrialError } from "../../study/trial/trial.ts";
import type { Clock, TrialRunner } from "../../agent/ports.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import type { StripResult } from "../jail/source/strip-types.ts";
import type { TestRun } from "./engine-api.ts";
import { buildProgram } from "./study-program.ts";
import { type RunningTest, startTestRun, unreadableRun } from "./test-run.ts";

/** Trials of a test run belong to no log. */
const TEST_LOG = "test";

export interface TestDeskParts {
  readonly runner: TrialRunner;
  readonly clock: Clock;
  readonly stripTypes: (source: string) => Promise<StripResult>;
  readonly randomBytes: (length: number) => Uint8Array;
}

const NOTHING_RUNS: TrialError = {
  kind: "misuse",
  message: "The values of this study come by HTTP: nothing runs here.",
  line: null,
  column: null,
};

/** Where authors try what they write: one test run at a time. */
export class TestDesk {
  readonly #parts: TestDeskParts;
  #running: RunningTest | null = null;

  constructor(parts: TestDeskParts) {
    this.#parts = parts;
  }

  /** `count` trials of the objective; what ran before stops. Never rejects because of the objective. */
  async run(spec: StudySpec, count: number, onProgress?: (soFar: TestRun) => unknown): Promise<TestRun> {
    const { runner, clock, stripTypes, randomBytes } = this.#parts;
    const built = await buildProgram(studyIdOf(spec), spec, stripTypes, { log: TEST_LOG, hostname: spec.author.name });
    if (!built.ok) return unreadableRun(count, built.error);
    if (built.program === null) return unreadableRun(count, NOTHING_RUNS);
    const tell = async (soFar: TestRun): Promise<void> => {
      // Over Comlink the callback gives a promise, settled when the page has taken it.
      await onProgress?.(soFar);
    };
    this.#running = startTestRun({
      runner,
      program: built.program,
      count,
      trialTimeoutMs: spec.trialTimeoutMs,
      clock,
      nextUint32: () => new DataView(randomBytes(4).buffer).getUint32(0),
      onProgress: (soFar) =>
        void tell(soFar).catch((error: unknown) => console.info("The page did not take the news.", error)),
    });
    return this.#running.result;
  }

  stop(): void {
    this.#running?.stop();
    this.#running = null;
  }
}
