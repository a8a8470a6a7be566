import type { ObjectiveProgram, RunnerSlot, SlotEvents, TrialRunner } from "../../agent/ports.ts";

/** A runner whose code arrives later: slots opened meanwhile begin when it has. `load` may reject and be asked again. */
export class LateRunner<Runner extends TrialRunner> implements TrialRunner {
  readonly #load: () => Promise<Runner>;
  #runner: Runner | null = null;
  #loading: Promise<Runner> | null = null;

  constructor(load: () => Promise<Runner>) {
    this.#load = load;
  }

  /** Null until it has arrived. */
  get runner(): Runner | null {
    return this.#runner;
  }

  /** Begins to fetch it: it will be needed soon. */
  fetch(): void {
    this.#arrival().catch((error: unknown) => console.info("The runner did not arrive yet.", error));
  }

  openSlot(program: ObjectiveProgram, events: SlotEvents): RunnerSlot {
    if (this.#runner !== null) return this.#runner.openSlot(program, events);
    let slot: RunnerSlot | null = null;
    let isClosed = false;
    this.#arrival().then(
      (runner) => {
        if (!isClosed) slot = runner.openSlot(program, events);
      },
      () => {
        if (!isClosed) events.onLoadFailed({ kind: "crashed", message: NOT_ARRIVED, line: null, column: null });
      },
    );
    return {
      run: (batch) => slot?.run(batch),
      refreshPruner: (snapshot) => slot?.refreshPruner(snapshot),
      restart: (error) => slot?.restart(error),
      async close() {
        isClosed = true;
        await slot?.close();
      },
    };
  }

  async #arrival(): Promise<Runner> {
    this.#loading ??= this.#load();
    try {
      this.#runner = await this.#loading;
      return this.#runner;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }
}

const NOT_ARRIVED =
  "The part of this page that runs trials could not be loaded, because the seed is unreachable. Reload the page once it is back.";
