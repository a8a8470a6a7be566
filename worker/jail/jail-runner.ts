import type { Clock, ObjectiveProgram, RunnerSlot, SlotEvents, TrialRunner } from "../../agent/ports.ts";
import { inAuthorsSource } from "./author-position.ts";
import { type JailHost, JailSlot } from "./jail-slot.ts";
import { objectiveModule } from "./source/objective-form.ts";

export interface JailRunnerOptions {
  /** The page (`PageHost`), over Comlink: ports are marked for transfer here. */
  readonly host: JailHost;
  readonly clock: Clock;
  /** `import runtime from "./jail/objective-runtime.ts?inline-script"`. */
  readonly runtime: string;
}

/** Runs objectives in the browser's jail: one supervisor and one objective worker for each slot. */
export class JailRunner implements TrialRunner {
  readonly #options: JailRunnerOptions;
  readonly #slots = new Set<JailSlot>();
  #opened = 0;

  constructor(options: JailRunnerOptions) {
    this.#options = options;
  }

  openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
    const form = objectiveModule(program.javascript, program.trainable?.entrypoint ?? null);
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
    const slot = new JailSlot(this.#options, jailProgram, program.positions, events, (closed) =>
      this.#slots.delete(closed),
    );
    this.#slots.add(slot);
    return slot;
  }

  /** The frame died, most likely because an objective took too much memory: every slot says so and starts anew. */
  onJailLost(): void {
    for (const slot of this.#slots) {
      slot.jailLost({
        kind: "memory",
        message:
          "The process that runs objectives died, probably because one used too much memory. It was started anew.",
        line: null,
        column: null,
      });
    }
  }
}

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
