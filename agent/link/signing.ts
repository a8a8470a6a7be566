import type { Clock, Signer } from "../ports.ts";

/** Signs what the swarm core asks for, and knows when all of it is done. */
export class Signing {
  readonly #signer: Signer;
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  #underWay = 0;
  #whenDone: (() => void)[] = [];

  constructor(signer: Signer, clock: Clock, onFault: (error: unknown) => void) {
    this.#signer = signer;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  /** By this peer's key, or by another that it was given. */
  sign(bytes: Uint8Array, then: (signature: Uint8Array) => void | Promise<void>, signer: Signer = this.#signer): void {
    this.#underWay++;
    signer
      .sign(bytes)
      .then(then)
      .catch((error: unknown) => this.#onFault(error))
      .finally(() => this.#done());
  }

  /** Resolves when nothing is under way any more, at the latest after `withinMs`. */
  allDone(withinMs: number): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.setTimer(withinMs, resolve);
      this.#whenDone.push(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #done(): void {
    this.#underWay--;
    if (this.#underWay > 0) return;
    const waiting = this.#whenDone;
    this.#whenDone = [];
    for (const done of waiting) done();
  }
}
