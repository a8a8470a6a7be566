import type { Clock, ObjectiveProgram, TrialRunner } from "../../agent/ports.ts";
import { hash128 } from "../../study/bytes/hash.ts";
import { proposalOf } from "../../study/evolution/bred.ts";
import type { Json } from "../../study/json.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { TrialError, TrialOutcome } from "../../study/trial/trial.ts";
import type { ChampionPlay } from "./champion-play.ts";
import { LoneTrial } from "./lone-trial.ts";

/** Who plays, and in what. */
export interface Champion {
  readonly program: ObjectiveProgram;
  readonly trialTimeoutMs: number;
  readonly generation: number;
  readonly genome: readonly number[];
  readonly sigma: number;
}

interface ChampionDeskParts {
  readonly runner: TrialRunner;
  readonly clock: Clock;
}

interface Playing {
  readonly studyId: string;
  readonly trial: LoneTrial;
  readonly reject: (reason: Error) => void;
}

/** No cell of a generation: what is played counts for nothing. */
const NO_CELL = -1;

/** Where people look on at champions: one play at a time. */
export class ChampionDesk {
  readonly #parts: ChampionDeskParts;
  #playing: Playing | null = null;

  constructor(parts: ChampionDeskParts) {
    this.#parts = parts;
  }

  /** One episode; what played before stops. Rejects only if it is stopped: how else it ends, it says. */
  play(champion: Champion, episode: number): Promise<ChampionPlay> {
    this.stop();
    const { program, trialTimeoutMs } = champion;
    const { studyId } = program;
    const proposal = watchedEpisode(champion, episode);
    return new Promise((resolve, reject) => {
      const trial = new LoneTrial({
        runner: this.#parts.runner,
        clock: this.#parts.clock,
        program,
        proposal,
        limitMs: trialTimeoutMs,
        onEnded: (ended, frames) => {
          if (this.#playing?.trial === trial) this.#playing = null;
          resolve(playOf(champion, episode, ended, frames));
        },
      });
      this.#playing = { studyId, trial, reject };
    });
  }

  /** Ends what plays now; with `studyId` only if it is of that study. */
  stop(studyId?: string): void {
    if (this.#playing === null || (studyId ?? this.#playing.studyId) !== this.#playing.studyId) return;
    const { trial, reject } = this.#playing;
    this.#playing = null;
    trial.stop().catch((reason: unknown) => console.warn("A champion's worker did not close.", reason));
    reject(new Error("The champion's play was stopped; play it again."));
  }
}

/** Its chance follows from study, generation and episode, in a way in which no cell's does. */
function watchedEpisode({ program, generation, genome, sigma }: Champion, episode: number): Proposal {
  const [seed] = hash128(["champion's play", program.studyId, generation, episode]);
  return { ...proposalOf({ generation, cell: NO_CELL, genome, seed }, 0, sigma), isWatched: true };
}

function playOf(
  { generation, genome }: Champion,
  episode: number,
  ended: TrialOutcome | TrialError,
  frames: readonly Json[],
): ChampionPlay {
  const common = { generation, episode, frames, seeds: genome.length };
  if ("kind" in ended) return { ...common, value: null, error: ended, weights: null };
  const { state, values, error, userAttrs } = ended;
  const { weights } = userAttrs;
  return {
    ...common,
    value: state === "failed" ? null : (values[0] ?? null),
    error,
    weights: typeof weights === "number" && Number.isSafeInteger(weights) && weights >= 0 ? weights : null,
  };
}
