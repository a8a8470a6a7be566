import type { History } from "../../history/history.ts";

/** How far a history has been read, and what came of it. */
interface Reading<State> {
  readonly revision: number;
  readonly key: number;
  readonly state: State;
  row: number;
}

/**
 * Distils a history row by row: each row is read once, and all of them anew when earlier rows are no longer what they
 * were or the key is another. So a snapshot costs what is new.
 */
export class RowReader<State> {
  readonly #readings = new WeakMap<History, Reading<State>>();
  readonly #start: (history: History, key: number) => State;
  readonly #take: (state: State, history: History, row: number) => void;

  constructor(
    start: (history: History, key: number) => State,
    take: (state: State, history: History, row: number) => void,
  ) {
    this.#start = start;
    this.#take = take;
  }

  /** What the rows that count say by now. After rows were dropped the best are over-represented; only the sample is read. */
  read(history: History, key = 0): State {
    let reading = this.#readings.get(history);
    if (reading === undefined || reading.revision !== history.revision || reading.key !== key) {
      reading = { revision: history.revision, key, state: this.#start(history, key), row: 0 };
      this.#readings.set(history, reading);
    }
    for (; reading.row < history.size; reading.row++) {
      if (!history.isCounted(reading.row) || !history.isSampled(reading.row)) continue;
      this.#take(reading.state, history, reading.row);
    }
    return reading.state;
  }
}

/** The highest step any complete trial reported, -1 if none did: how long a trial is, where the author did not say. */
export const longestTrial = (): RowReader<{ step: number }> =>
  new RowReader(
    () => ({ step: -1 }),
    (longest, history, row) => {
      if (history.state(row) !== "complete") return;
      const last = history.lastReport(row);
      if (last !== null && last[0] > longest.step) longest.step = last[0];
    },
  );
