import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** In a child: answers each message of its parent with what `answer` makes of it. */
export function answerParent<Answer>(answer: (numbers: readonly number[]) => Promise<Answer>): void {
  process.on("message", (numbers: readonly number[]) => {
    answer(numbers).then(
      (value) => process.send?.({ value }),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on("disconnect", () => process.exit(0));
}

/** A process that answers, one question at a time; it ends with its parent. */
export class Child<Answer> {
  readonly #process: ChildProcess;

  constructor(file: string) {
    this.#process = fork(join(import.meta.dirname, file));
  }

  ask(...numbers: number[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const failed = (): void => reject(new Error("A process of the bench ended before it had answered."));
      this.#process.once("exit", failed);
      this.#process.once("message", ({ value }: { readonly value: Answer }) => {
        this.#process.off("exit", failed);
        resolve(value);
      });
      this.#process.send(numbers);
    });
  }

  stop(): void {
    this.#process.disconnect();
  }
}
