import type { Clock, ObjectiveProgram, RunnerSlot, SlotEvents, TrialRunner } from "../../agent/ports.ts";
import type { TrialError } from "../../study/trial/trial.ts";
import { inAuthorsSource } from "./author-position.ts";
import { type JailHost, JailSlot, type SlotSetting } from "./jail-slot.ts";
import { objectiveModule } from "./source/objective-form.ts";

export interface JailRunnerOptions {
  /** The page (`PageHost`), over Comlink: ports are marked for transfer here. */
  readonly host: JailHost;
  readonly clock: Clock;
  /** `import runtime from "./jail/objective-runtime.ts?inline-script"`. */
  readonly runtime: string;
  /** Where modules are there for the objective to import: of a person's own file. */
  readonly allowsImports?: boolean;
  /** How long an objective may take to load, if not as long as any. */
  readonly maxLoadMs?: number;
  readonly channel?: NonNullable<SlotSetting["channel"]>;
}

/**
 * Where frames share a process, so many killed trials of one study in a row, each of which may leave a thread behind that
 * nothing ends, and the study is given up here.
 */
const MAX_SUSPECTS = 5;

/** Runs objectives in the browser's jail: one supervisor and one objective worker for each slot. */
export class JailRunner implements TrialRunner {
  readonly #options: JailRunnerOptions;
  readonly #slots = new Set<JailSlot>();
  /** Killed trials since one finished, of studies that have any. */
  readonly #suspects = new Map<string, number>();
  #opened = 0;

  constructor(options: JailRunnerOptions) {
    this.#options = options;
  }

  openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
    const form = objectiveModule(
      program.javascript,
      program.trainable?.entrypoint ?? null,
      this.#options.allowsImports,
    );
    if (!form.ok) return failedSlot(events, inAuthorsSource(form.error, program.positions));
    const { text, firstLineShift, syntaxProbe, probeShift } = form.module;
    const { studyId, directions, names, ends, trainable } = program;
    const jailProgram = {
      module: text,
      firstLineShift,
      syntaxProbe,
      probeShift,
      studyId,
      directions,
      names,
      ends,
      trainable,
      tellsConsole: events.onConsole !== undefined,
      worker: ++this.#opened,
    };
    const slot = new JailSlot(this.#options, jailProgram, program.positions, events, {
      onFinished: () => this.#suspects.delete(studyId),
      onSuspect: () => this.#isHopeless(studyId),
      onClosed: (closed) => this.#slots.delete(closed),
    });
    this.#slots.add(slot);
    return slot;
  }

  /** The slot's frame died, most likely because its objective took too much memory: it says so and starts anew. */
  onJailLost(slotId: number): void {
    for (const slot of this.#slots) if (slot.has(slotId)) slot.jailLost(DIED);
  }

  #isHopeless(studyId: string): boolean {
    const suspects = (this.#suspects.get(studyId) ?? 0) + 1;
    if (suspects < MAX_SUSPECTS) this.#suspects.set(studyId, suspects);
    else this.#suspects.delete(studyId);
    return suspects >= MAX_SUSPECTS;
  }
}

const DIED: TrialError = {
  kind: "memory",
  message: "The process that ran the objective died, probably because it used too much memory. It was started anew.",
  line: null,
  column: null,
};

function failedSlot(events: SlotEvents, error: Parameters<SlotEvents["onLoadFailed"]>[0]): RunnerSlot {
  let isClosed = false;
  queueMicrotask(() => {
    if (!isClosed) events.onLoadFailed(error);
  });
  return {
    run: () => undefined,
    refreshPruner: () => undefined,
    restart: () => undefined,
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
}
