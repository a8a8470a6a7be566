import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import type { JailPrograms } from "../../worker/jail/node/node-jails.ts";
import { homeFolder, peerFiles } from "../host/home.ts";
import { strangersRuns } from "../host/runners.ts";
import { type Identity, openIdentity, openPeer, type TerminalPeer } from "../host/terminal-peer.ts";
import { awaitSeed } from "../seed/seed-client.ts";
import { type StudyLink, toStudyLink } from "../words/address.ts";
import { type Answer, forgetWorker, listenAs, type Told, workersFolder } from "./worker-socket.ts";

/** Who has been told nothing for a day is forgotten by whoever kept it. */
const IDLE_MS = 86_400_000;

export interface WorkerWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly programs: JailPrograms;
  readonly hasWebRtc: () => boolean;
  readonly interrupted: AbortSignal;
}

/** A worker's process: one core for whichever study it is told of over its socket, until it is told to end. */
export async function work(name: string, world: WorkerWorld): Promise<void> {
  const home = homeFolder(world.env);
  const folder = workersFolder(home);
  const files = peerFiles(home, `worker-${name}`);
  const identity = await openIdentity(files, name);
  const worker = new Worker(name, identity, world);
  const server = await listenAs(folder, name, (told) => worker.take(told));
  if (server !== null) {
    await worker.ended(world.interrupted);
    server.close();
    forgetWorker(folder, name);
  }
  await worker.rest();
  identity.store.close();
}

class Worker {
  readonly #name: string;
  readonly #identity: Identity;
  readonly #world: WorkerWorld;
  readonly #end = new AbortController();
  #peer: TerminalPeer | null = null;
  #link: StudyLink | null = null;
  #fault: string | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(name: string, identity: Identity, world: WorkerWorld) {
    this.#name = name;
    this.#identity = identity;
    this.#world = world;
    this.#wait();
  }

  /** One after the other, in the order told. */
  take(told: Told): Promise<Answer> {
    this.#wait();
    if (told.do === "status") return Promise.resolve(this.#answer());
    const turn = this.#turn.then(async () => {
      if (told.do === "work") await this.#work(toStudyLink(told.link));
      else await this.rest();
    });
    this.#turn = turn.catch((error: unknown) => {
      this.#fault = error instanceof Error ? error.message : String(error);
    });
    return this.#turn.then(() => {
      // The answer is out before the process is.
      if (told.do === "end") setTimeout(() => this.#end.abort(), 100);
      return this.#answer();
    });
  }

  async rest(): Promise<void> {
    const peer = this.#peer;
    [this.#peer, this.#link, this.#fault] = [null, null, null];
    await peer?.close();
  }

  /** Resolves when it was told to end, or waited too long. */
  ended(interrupted: AbortSignal): Promise<void> {
    const any = AbortSignal.any([this.#end.signal, interrupted]);
    if (any.aborted) return Promise.resolve();
    return new Promise((resolve) => any.addEventListener("abort", () => resolve(), { once: true }));
  }

  async #work(link: StudyLink): Promise<void> {
    const there = this.#link;
    if (this.#peer !== null && there?.studyId === link.studyId && there.seedUrl === link.seedUrl) return;
    await this.rest();
    await awaitSeed(link.seedUrl, () => undefined);
    const { programs, hasWebRtc } = this.#world;
    const runs = strangersRuns(programs);
    const setting = { ...runs, identity: this.#identity, seedUrl: link.seedUrl, quota: undefined };
    const peer = await openPeer({ ...setting, hasWebRtc: hasWebRtc() });
    [this.#peer, this.#link] = [peer, link];
    await peer.engine.describe(link.studyId, undefined, link.secret);
    await peer.engine.join(link.studyId, 1);
    await peer.engine.watch(link.studyId, (now: AgentSnapshot) => {
      if (this.#peer === peer) this.#fault = now.state === "failed" ? (now.reason ?? "It failed.") : null;
    });
  }

  #answer(): Answer {
    return { name: this.#name, study: this.#link?.studyId ?? null, fault: this.#fault };
  }

  #wait(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#end.abort(), IDLE_MS);
    this.#idle.unref();
  }
}
