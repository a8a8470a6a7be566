import type { Direction } from "../../study/spec/spec.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { BestKnown } from "./best-known.ts";
import { Front, type FrontMember } from "./front.ts";
import type { HypervolumeCourse } from "./hypervolume-course.ts";
import type { Unbeaten } from "./unbeaten.ts";

/** Of several objectives: the best trade-offs among the trials it was told of, and how their hypervolume grew. */
export class FrontKnown implements Unbeaten {
  readonly course: HypervolumeCourse | null;
  readonly #directions: readonly Direction[];
  readonly #front: Front;
  readonly #first: BestKnown;

  /** `course`: null where nobody asks how it grew. */
  constructor(directions: readonly Direction[], course: HypervolumeCourse | null = null) {
    this.course = course;
    this.#directions = directions;
    this.#front = new Front(directions);
    this.#first = new BestKnown(directions[0] ?? "minimize");
  }

  /** The best by the first objective. */
  get trial(): FinishedTrial | null {
    return this.#front.members[0]?.trial ?? null;
  }

  /** By the first objective, then by the others. */
  get members(): readonly FrontMember[] {
    return this.#front.members;
  }

  get trials(): readonly FinishedTrial[] {
    return this.members.map(({ trial }) => trial);
  }

  lossOf(trial: FinishedTrial): number {
    return this.#first.lossOf(trial);
  }

  wouldBe(trial: FinishedTrial): boolean {
    return this.#front.wouldTake(trial);
  }

  admits(losses: readonly number[]): boolean {
    return this.#front.admits(losses);
  }

  fresh(): FrontKnown {
    return new FrontKnown(this.#directions);
  }

  consider(trial: FinishedTrial): boolean {
    if (!this.wouldBe(trial)) return false;
    const losses = this.#front.lossesOf(trial);
    if (this.#front.consider(trial) && losses !== null) this.course?.enter(losses);
    return true;
  }

  forget(): void {
    this.#front.forget();
    this.course?.forget();
  }
}
