export interface Out {
  readonly isTTY?: boolean | undefined;
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const UP_AND_CLEAR = (lines: number): string => `\u001b[${lines}A\u001b[0J`;

/** One text at the bottom of a terminal that the next one replaces. */
export class Screen {
  readonly #out: Out;
  #shown = 0;

  constructor(out: Out) {
    this.#out = out;
  }

  show(text: string): void {
    const width = Math.max(20, this.#out.columns ?? 80);
    const most = Math.max(5, (this.#out.rows ?? 24) - 1);
    // What wraps would take more lines than are known to be there.
    const lines = text
      .split("\n")
      .slice(0, most)
      .map((line) => line.slice(0, width - 1));
    this.#out.write(`${this.#shown > 0 ? UP_AND_CLEAR(this.#shown) : ""}${lines.join("\n")}\n`);
    this.#shown = lines.length;
  }

  /** What was shown last stays, and what is written next stands below. */
  leave(): void {
    this.#shown = 0;
  }
}
