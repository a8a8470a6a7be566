import { type AgentsTraining, agents, type PlayResult } from "../../gallery/agents/agents.js";
import { neuro } from "../../gallery/neuro/neuro.js";
import { RewardCurve } from "./reward-curve.ts";
import {
  GOOD_AVERAGE,
  JUDGED_STARTS,
  type Judged,
  type Plays,
  type TrainingOrder,
  type TrainingProgress,
} from "./training-api.ts";

/** What a seed is used for besides the training itself: evaluating disturbs none of its chance. */
const STREAMS = { judge: 1, play: 2 };

/** An average of fewer rewards says little. */
const FULL_WINDOW = 100;

/** A training and its evaluation in small parts: an episode each, then a start each. */
export class TrainingRun {
  readonly #training: AgentsTraining;
  readonly #seed: number;
  readonly #judge: ReturnType<typeof neuro.newRandom>;
  readonly #curve = new RewardCurve();
  #lines: string[] = [];
  #episodes = 0;
  #steps = 0;
  #goodAfter: number | null = null;
  #isLearning = true;
  /** Until they are told. */
  #plays: Plays | null = null;
  #judged: Judged = { starts: 0, solved: 0, steps: 0 };

  /** Throws a sentence where the settings cannot be. */
  constructor({ settings, seed }: TrainingOrder) {
    this.#training = agents.newTraining(settings, neuro.newRandom(seed));
    this.#seed = seed;
    this.#judge = neuro.newRandom(seed, STREAMS.judge);
  }

  get isLearning(): boolean {
    return this.#isLearning;
  }

  get isOver(): boolean {
    return !this.#isLearning && this.#judged.starts === JUDGED_STARTS;
  }

  /** One more episode, or, where no more is learnt, one more start to be judged by. Throws a sentence where weights are no numbers any more. */
  advance(): void {
    if (this.#isLearning) this.#learn();
    else if (!this.isOver) this.#judgeOne();
  }

  /** No further episode. */
  stopLearning(): void {
    if (!this.#isLearning) return;
    this.#isLearning = false;
    this.#plays = this.#playAll();
  }

  /** What has happened since it was asked last. */
  takeProgress(): TrainingProgress {
    const [lines, plays] = [this.#lines, this.#plays];
    this.#lines = [];
    this.#plays = null;
    return {
      episodes: this.#episodes,
      steps: this.#steps,
      curve: this.#curve.takeChange(),
      lines,
      goodAfter: this.#goodAfter,
      plays,
      judged: this.#isLearning ? null : this.#judged,
    };
  }

  #learn(): void {
    const result = this.#training.episode();
    if (Number.isNaN(result.reward)) throw new RangeError(lostWords(result.episode));
    this.#episodes = result.episode;
    this.#steps += result.steps;
    this.#curve.add(result.reward, result.averageReward);
    if (this.#episodes >= FULL_WINDOW && result.averageReward > GOOD_AVERAGE) this.#goodAfter ??= this.#episodes;
    const line = agents.progressLine(result);
    if (line !== null) this.#lines.push(line);
    if (this.#episodes === this.#training.settings.episodes) this.stopLearning();
  }

  #judgeOne(): void {
    const { solved, steps } = this.#training.play(this.#judge);
    const { starts, solved: before, steps: stepsBefore } = this.#judged;
    this.#judged = { starts: starts + 1, solved: before + (solved ? 1 : 0), steps: stepsBefore + steps };
  }

  #playAll(): Plays {
    const play = (most?: number): PlayResult => this.#training.play(neuro.newRandom(this.#seed, STREAMS.play), most);
    const plays = { start: play(0), oneStep: play(1), whole: play() };
    if (Number.isNaN(plays.oneStep.value) || Number.isNaN(plays.whole.value))
      throw new RangeError(lostWords(this.#episodes));
    return plays;
  }
}

const lostWords = (episode: number): string =>
  `The agents' weights grew beyond all numbers in episode ${episode - 1}, so nothing more can be learnt: begin again with a lower learning rate.`;
