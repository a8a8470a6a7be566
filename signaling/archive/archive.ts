import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { Agent } from "../../agent/agent.ts";
import { LinkMux } from "../../agent/link/link-mux.ts";
import type { Address, DatedClock, Membership, Signer, Timer, Verifier } from "../../agent/ports.ts";
import { loadPruner, loadSampler } from "../../agent/work/search-methods.ts";
import type { PeerJsTransport } from "../../links/peerjs-transport.ts";
import { SeedRendezvous } from "../../links/seed-rendezvous.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import { encodeSpec } from "../../study/spec/spec-bytes.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { NONCE_BYTES, type PeerId } from "../../swarm/ids.ts";
import { signatures } from "../../worker/identity/ed25519.ts";
import { SqliteStore } from "../../worker/store/sqlite-store.ts";
import type { Swarm } from "../http-study/http-study.ts";
import type { TokenRecord } from "../http-study/study-record.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { SpecShelf } from "../rooms/spec-shelf.ts";
import { archiveSecret } from "./archive-key.ts";
import { Delegates } from "./delegates.ts";
import { ARCHIVED_UNUSED_MS, MAX_ARCHIVE_BYTES, MAX_ARCHIVED, MAX_OPEN } from "./archive-limits.ts";

/** Whoever comes last and goes at once is still heard. */
const LOOK_MS = 500;
/** Nobody else has been in the room for so long: the study rests on disk. */
const ALONE_MS = 30_000;
const SWEEP_MS = 3_600_000;
const NAME = "archive";

export interface ArchiveOptions {
  /** SQLite's file, and the key beside it. */
  readonly path: string;
  readonly seedUrl: string;
  readonly rooms: Rooms;
  readonly shelf: SpecShelf;
  readonly clock: DatedClock;
  readonly onFault: (error: unknown) => void;
}

type SignerOf = (secret: Uint8Array) => Promise<Signer>;

interface OpenStudy {
  readonly agent: Agent;
  /** When others were there last. */
  metMs: number;
}

/**
 * The seed as a peer: it takes part, without running anything, in every public study on which somebody works, stores what is
 * told there, and is in the room when somebody comes whom no tab could tell it.
 */
export class Archive {
  readonly #options: ArchiveOptions;
  readonly #store: SqliteStore;
  readonly #signer: Signer;
  readonly #verifier: Verifier;
  readonly #signerOf: SignerOf;
  readonly #transport: PeerJsTransport;
  readonly #mux: LinkMux;
  readonly #rendezvous: SeedRendezvous;
  readonly #open = new Map<StudyId, OpenStudy>();
  readonly #kept = new Map<StudyId, Membership>();
  readonly #opening = new Set<StudyId>();
  /** Who hears of the trials of studies in which it takes part for good. */
  readonly #pinned = new Map<StudyId, (trial: FinishedTrial, by: PeerId) => void>();
  #timer: Timer | null = null;
  #sweptMs: number;
  #closed = false;

  private constructor(
    options: ArchiveOptions,
    parts: {
      readonly store: SqliteStore;
      readonly signer: Signer;
      readonly verifier: Verifier;
      readonly signerOf: SignerOf;
    },
    transportClass: typeof PeerJsTransport,
  ) {
    this.#options = options;
    this.#store = parts.store;
    this.#signer = parts.signer;
    this.#verifier = parts.verifier;
    this.#signerOf = parts.signerOf;
    const { seedUrl, clock } = options;
    let here: { readonly address: Address; readonly token: string } | null = null;
    this.#transport = new transportClass({
      seedUrl,
      // The seed's relay leads to every tab; a direct way would need WebRTC in this process.
      hasWebRtc: false,
      clock,
      onAddress(address, token) {
        here = address === null ? null : { address, token };
        options.rooms.archive = address;
      },
    });
    this.#mux = new LinkMux(this.#transport, clock);
    this.#rendezvous = new SeedRendezvous({ seedUrl, whereAmI: () => here });
    this.#sweptMs = clock.nowMs();
  }

  /** Reads which studies there are, and gives the seed their texts. Throws where the file cannot be opened. */
  static async open(options: ArchiveOptions): Promise<Archive> {
    const store = new SqliteStore(options.path, { isOwn: () => false });
    const ed25519 = await signatures(globalThis.crypto.subtle);
    const signer = await ed25519.signer(archiveSecret(`${options.path}.key`));
    const { PeerJsTransport } = await import("../../links/peerjs-transport.ts");
    const archive = new Archive(
      options,
      { store, signer, verifier: ed25519, signerOf: (secret) => ed25519.signer(secret) },
      PeerJsTransport,
    );
    await archive.#read();
    archive.#look();
    return archive;
  }

  /**
   * Takes part in a study for as long as the seed runs, also alone. `tokens` are who tells trials of it here; `heard` is told of every
   * trial of others and of earlier starts.
   */
  async join(
    studyId: StudyId,
    spec: StudySpec,
    tokens: () => readonly TokenRecord[],
    heard: (trial: FinishedTrial, by: PeerId) => void,
  ): Promise<Swarm> {
    this.#shelve(studyId, spec);
    this.#pinned.set(studyId, heard);
    await this.#begin(studyId, spec);
    const open = this.#open.get(studyId);
    if (open === undefined) throw new Error("The archive takes no part in a study that it should.");
    return new Delegates(open.agent, studyId, this.#signerOf, tokens);
  }

  counts(): { readonly archivedStudies: number; readonly openStudies: number } {
    return { archivedStudies: this.#kept.size, openStudies: this.#open.size };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await Promise.all([...this.#open.values()].map(({ agent }) => agent.stop()));
    this.#transport.shutDown();
    this.#store.close();
  }

  async #read(): Promise<void> {
    const { clock } = this.#options;
    for (const { spec, ...membership } of await this.#store.loadMemberships()) {
      const { studyId, joinedMs } = membership;
      if (spec === null || clock.wallMs() - joinedMs > ARCHIVED_UNUSED_MS) {
        await this.#store.dropStudy(studyId);
        continue;
      }
      this.#kept.set(studyId, { ...membership, spec });
      this.#shelve(studyId, spec);
    }
  }

  #shelve(studyId: StudyId, spec: StudySpec): void {
    const { shelf, clock } = this.#options;
    if (shelf.find(studyId) === null) shelf.put(studyId, spec, encodeSpec(spec), NAME, clock.nowMs());
  }

  #look(): void {
    const { rooms, shelf, clock } = this.#options;
    const nowMs = clock.nowMs();
    for (const studyId of rooms.studyIds()) {
      if (this.#open.size + this.#opening.size >= MAX_OPEN) break;
      if (this.#open.has(studyId) || this.#opening.has(studyId)) continue;
      const spec = this.#kept.get(studyId)?.spec ?? shelf.find(studyId)?.spec ?? null;
      if (spec !== null && this.#takes(studyId)) void this.#begin(studyId, spec);
    }
    for (const [studyId, open] of this.#open) {
      if (this.#pinned.has(studyId)) continue;
      if (rooms.size(studyId) > 1) open.metMs = nowMs;
      else if (nowMs - open.metMs > ALONE_MS) this.#rest(studyId, open.agent);
    }
    if (nowMs - this.#sweptMs > SWEEP_MS) void this.#sweep();
    this.#timer = clock.setTimer(LOOK_MS, () => this.#look());
  }

  #takes(studyId: StudyId): boolean {
    if (this.#kept.has(studyId)) return true;
    return this.#kept.size < MAX_ARCHIVED && sizeOf(this.#options.path) < MAX_ARCHIVE_BYTES;
  }

  async #begin(studyId: StudyId, spec: StudySpec): Promise<void> {
    const { clock, onFault } = this.#options;
    this.#opening.add(studyId);
    try {
      const [sampler, pruner] = await Promise.all([loadSampler(spec), loadPruner(spec)]);
      const { beganMs } = this.#kept.get(studyId) ?? {};
      const agent: Agent = new Agent({
        studyId,
        spec,
        sampler,
        pruner,
        signer: this.#signer,
        verifier: this.#verifier,
        logNonce: new Uint8Array(randomBytes(NONCE_BYTES)),
        seed: new Uint8Array(randomBytes(32)),
        clock,
        began: beganMs === undefined ? undefined : { wallMs: beganMs },
        store: this.#store,
        channel: this.#mux.open(studyId),
        rendezvous: this.#rendezvous,
        runner: null,
        program: null,
        profileName: NAME,
        cores: 0,
        maxCores: 1,
        onHeard: (trial, by) => this.#pinned.get(studyId)?.(trial, by),
        onChange: () => {},
        onBegan: () => void this.#remember(studyId, spec, agent.beganMs()),
      });
      await agent.start();
      if (this.#closed) {
        await agent.stop();
        return;
      }
      this.#open.set(studyId, { agent, metMs: clock.nowMs() });
      await this.#remember(studyId, spec, agent.beganMs());
    } catch (error) {
      onFault(error);
    } finally {
      this.#opening.delete(studyId);
    }
  }

  async #remember(studyId: StudyId, spec: StudySpec, beganMs: number | null): Promise<void> {
    const joinedMs = this.#options.clock.wallMs();
    const membership: Membership = {
      studyId,
      spec,
      state: "watching",
      cores: 0,
      joinedMs,
      ...(beganMs === null ? {} : { beganMs }),
    };
    this.#kept.set(studyId, membership);
    await this.#store.saveMembership(membership).catch(this.#options.onFault);
  }

  #rest(studyId: StudyId, agent: Agent): void {
    this.#open.delete(studyId);
    // Not at once again: its own leaving takes a moment.
    this.#opening.add(studyId);
    void agent
      .stop()
      .then(() => this.#mux.close(studyId))
      .catch(this.#options.onFault)
      .finally(() => this.#opening.delete(studyId));
  }

  async #sweep(): Promise<void> {
    const { clock, onFault } = this.#options;
    this.#sweptMs = clock.nowMs();
    for (const [studyId, { joinedMs }] of this.#kept) {
      if (this.#open.has(studyId) || clock.wallMs() - joinedMs < ARCHIVED_UNUSED_MS) continue;
      this.#kept.delete(studyId);
      await this.#store.dropStudy(studyId).catch(onFault);
    }
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
