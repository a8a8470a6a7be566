import { SwarmHost } from "../../../agent/link/swarm-host.ts";
import { MemorySegmentStore } from "../../../agent/store/memory-segment-store.ts";
import { UNKNOWN_ENGINE } from "../../../agent/tell/engine-class.ts";
import { Intake } from "../../../agent/tell/intake.ts";
import type { NoteBodies } from "../../../agent/tell/note-body.ts";
import { encodeNote } from "../../../agent/tell/note-codec.ts";
import { encodeStatus, type PeerStatus } from "../../../agent/tell/status-codec.ts";
import { encodeTrials } from "../../../agent/tell/trial-codec.ts";
import { trialDigest } from "../../../agent/trust/trial-digest.ts";
import { rngFromSeed } from "../../../study/rng.ts";
import { randomSampler } from "../../../study/samplers/random.ts";
import { type FinishedTrial, trialId } from "../../../study/trial/trial.ts";
import type { LogId } from "../../../swarm/ids.ts";
import type { Totals } from "../../../swarm/log/segment.ts";
import type { NoteKind } from "../../../swarm/notes/note.ts";
import { minimizingStudy } from "../../shared/box-study.ts";
import { standInSignatures } from "../keys.ts";
import { STUDY_ID, type World } from "../world.ts";

const GOODBYE_WITHIN_MS = 500;

/** Speaks the swarm's protocol with a key of its own, and says what it likes. */
export class Stranger {
  readonly log: LogId;
  /** Trials that others told, as they came. */
  onHeard: (trial: FinishedTrial) => void = () => {};
  readonly #world: World;
  readonly #host: SwarmHost;
  readonly #gone: () => void;
  #told = 0;

  /** The same `name` is the same key, under a new log. */
  constructor(world: World, name: string) {
    this.#world = world;
    const { key, logNonce, log, channel, station, network } = world.place(name);
    this.log = log;
    const study = minimizingStudy(randomSampler(), 1, log);
    const intake = new Intake(study, 1, {
      authorOf: () => "",
      basisOf: (segment) => this.#host.basisOf(segment),
      onHeard: (trial) => this.onHeard(trial),
    });
    this.#host = new SwarmHost(
      {
        studyId: STUDY_ID,
        spec: world.options.spec,
        start: { from: "guess", studyMs: 0 },
        signer: key,
        verifier: standInSignatures,
        logNonce,
        seed: world.bytes(32),
        rng: rngFromSeed(world.options.seed, name, log),
        clock: world.clock,
        store: new MemorySegmentStore(),
        channel,
        rendezvous: world.seed.rendezvous(station.ownAddress, network),
      },
      {
        onDeliver(segments) {
          intake.deliver(segments);
          intake.drain();
        },
        onCounts() {},
        onPeerStatus() {},
        onPeerGone() {},
        onBanned() {},
        onNote() {},
        onBegan() {},
        onTick() {},
        onLinksChanged() {},
        onFault(_, error) {
          throw error;
        },
        summary: () => ({ best: null, trials: 0, peers: 1 }),
      },
    );
    this.#gone = () => {
      world.network.leave(station);
      world.seed.gone(station.ownAddress);
    };
    this.#host.start();
    this.be({});
  }

  /** Says this of itself; what is not named is as of a tab that works. */
  be(status: Partial<PeerStatus>): void {
    const usual = { name: "honest", cores: 1, activity: "running", round: 1, runningCount: 1, leases: [] } as const;
    this.#host.setStatus(encodeStatus({ ...usual, ...status }), false);
  }

  /** Tells trials of its own log; `over`: what the segment says besides. The last is the best of them. */
  tell(trials: readonly FinishedTrial[], over: { readonly totals?: Totals; readonly isBest?: boolean } = {}): void {
    const bytes = encodeTrials(trials, 1, { about: { ordinal: null, engine: UNKNOWN_ENGINE } });
    if (bytes === null) throw new Error("These trials are none.");
    this.#told += trials.length;
    const isBest = over.isBest === true;
    this.#host.publish({
      trials: bytes,
      count: trials.length,
      totals: over.totals ?? { complete: this.#told, pruned: 0, failed: 0 },
      best: isBest ? (trials.at(-1)?.values[0] ?? null) : null,
      lane: isBest ? "best" : "rest",
      basis: "own",
    });
  }

  attest(trial: FinishedTrial): void {
    this.say("attestation", { trial: trialId(trial), hash: trialDigest(trial), engine: UNKNOWN_ENGINE });
  }

  dispute(trial: FinishedTrial, found: number): void {
    this.say("dispute", {
      trial: trialId(trial),
      hash: trialDigest(trial),
      engine: UNKNOWN_ENGINE,
      values: [found],
    });
  }

  /** Signed with its own key, whatever it is. */
  say<K extends NoteKind>(kind: K, body: NoteBodies[K]): void {
    const bytes = encodeNote(kind, body);
    if (!bytes.ok) throw new Error(bytes.reason);
    this.#host.say(kind, bytes.value);
  }

  /** Says goodbye, and its tab closes. */
  leave(): void {
    void this.#host.stop(GOODBYE_WITHIN_MS);
    this.#world.clock.setTimer(GOODBYE_WITHIN_MS + 1_000, this.#gone);
  }
}
