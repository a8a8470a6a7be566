import { Standing } from "../../agent/best/standing.ts";
import type { PreviewTrial } from "../../agent/preview/preview-codec.ts";
import { PreviewTrials, signedSpaces } from "../../agent/preview/preview-trials.ts";
import { Intake } from "../../agent/tell/intake.ts";
import { TrialWords } from "../../agent/view/trial-words.ts";
import { TrialsTable } from "../../agent/view/trials-page.ts";
import { nopPruner } from "../../study/pruners/nop.ts";
import { randomSampler } from "../../study/samplers/random.ts";
import { Study } from "../../study/study.ts";
import { peerIdOf } from "../../swarm/ids.ts";
import type { SegmentPlace } from "../../swarm/link/fetch-state.ts";
import type { Segment } from "../../swarm/log/segment.ts";
import type { Participant } from "../../swarm/simulator/participant.ts";

/** What a tab's page lists, by the agent's own parts: trials of segments, and of previews. */
export class ListedTrials {
  readonly #study: Study;
  readonly #standing = new Standing(["minimize"]);
  readonly #intake: Intake;
  readonly #table: TrialsTable;
  readonly #previews: PreviewTrials;

  constructor(tab: Participant, nowMs: () => number) {
    const { core, log } = tab;
    this.#study = new Study({ directions: ["minimize"], sampler: randomSampler(), pruner: nopPruner(), seed: 1, log });
    const { history } = this.#study;
    this.#intake = new Intake(this.#study, 1, {
      authorOf: (segment) => peerIdOf(segment.publicKey),
      basisOf: (segment) => core.basisOf(segment),
      onHeard: (trial) => {
        this.#standing.noteForeign(trial, false, nowMs());
      },
    });
    const words = new TrialWords({ trainable: null });
    this.#table = new TrialsTable({ history, words, isOwn: (of) => of === log, nameOf: (of) => of });
    this.#previews = new PreviewTrials({
      direction: "minimize",
      isHeld: (trial) => history.has(trial) || this.#intake.has(trial),
      lengthOf: (of) => core.lengthOf(of),
      holds: (place) => core.holds(place),
      best: () => this.#standing.best.trial,
      spaces: () => signedSpaces(history, this.#intake.pending),
      nowMs,
    });
  }

  deliver(segments: readonly Segment[]): void {
    this.#intake.deliver(segments);
    this.#intake.drain();
  }

  /** Returns the segments that the agent would ask for. */
  preview(told: readonly PreviewTrial[]): SegmentPlace[] {
    this.#previews.take(told);
    return this.#previews.places();
  }

  /** Ids of the best trials, the best first, as the page lists them. */
  best(count: number): string[] {
    const query = { offset: 0, limit: count, sort: "best", only: "all" } as const;
    return this.#table.page(query, this.#intake.pending, this.#previews.shown()).rows.map(({ trial }) => trial);
  }
}
