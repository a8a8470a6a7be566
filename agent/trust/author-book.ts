import { hashText } from "../../study/bytes/hash.ts";
import { isRepeatable } from "../../study/repeats/repeat.ts";
import { type FinishedTrial, type TrialId, trialId } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";

/** Authors whose trials are looked at, as many as logs are followed. */
const MAX_AUTHORS = 2_500;
/** Own runs of one author that are remembered, so that no trial is run twice. */
const MAX_RUN = 256;
/** Of one author's former bests, which others may have run: whoever runs one again knows them, too. */
const MAX_FORMER = 3;

/** What can be checked of one author. */
interface Page {
  /** Of its trials that were not run here the best: what it could mislead with most. */
  best: FinishedTrial | null;
  /** Not run here, and best before: the newest first. */
  former: FinishedTrial[];
  /** And one that nobody but this tab can have foreseen. */
  sampled: FinishedTrial | null;
  sampledHash: number;
  told: number;
  readonly run: Set<TrialId>;
}

/** Of every author the trials to check next: a bounded choice, made as they are heard. */
export class AuthorBook {
  readonly #pages = new Map<PeerId, Page>();
  readonly #lossOf: (trial: FinishedTrial) => number;
  readonly #secret: number;

  /** `secret`: seeds what is sampled; nobody else must know it. */
  constructor(lossOf: (trial: FinishedTrial) => number, secret: number) {
    this.#lossOf = lossOf;
    this.#secret = secret;
  }

  heard(trial: FinishedTrial, author: PeerId): void {
    const page = this.#pageOf(author);
    if (page === null) return;
    page.told += 1;
    const id = trialId(trial);
    if (!isRepeatable(trial) || page.run.has(id)) return;
    if (page.best === null || this.#loss(trial) < this.#loss(page.best)) {
      if (page.best !== null) page.former = [page.best, ...page.former].slice(0, MAX_FORMER);
      page.best = trial;
    }
    const hash = hashText(id, this.#secret);
    if (page.sampled === null || hash < page.sampledHash) [page.sampled, page.sampledHash] = [trial, hash];
  }

  /** Trials heard of an author. */
  told(author: PeerId): number {
    return this.#pages.get(author)?.told ?? 0;
  }

  /** The author's best trial that was not run here; null: there is none. */
  bestOf(author: PeerId): FinishedTrial | null {
    return this.#pages.get(author)?.best ?? null;
  }

  /** That one, and those that were before it and were not run here either. */
  bestsOf(author: PeerId): FinishedTrial[] {
    const page = this.#pages.get(author);
    return page === undefined || page.best === null ? [] : [page.best, ...page.former];
  }

  /** One of its trials that was not run here, by this tab's own chance. */
  sampleOf(author: PeerId): FinishedTrial | null {
    return this.#pages.get(author)?.sampled ?? null;
  }

  ran(trial: FinishedTrial, author: PeerId): void {
    const page = this.#pages.get(author);
    if (page === undefined) return;
    const id = trialId(trial);
    page.run.add(id);
    const [oldest] = page.run;
    if (page.run.size > MAX_RUN && oldest !== undefined) page.run.delete(oldest);
    page.former = page.former.filter((former) => trialId(former) !== id);
    if (page.best !== null && trialId(page.best) === id) page.best = page.former.shift() ?? page.sampled;
    if (page.sampled !== null && trialId(page.sampled) === id) {
      page.sampled = null;
      if (page.best !== null && trialId(page.best) === id) page.best = null;
    }
  }

  authors(): IterableIterator<PeerId> {
    return this.#pages.keys();
  }

  forget(author: PeerId): void {
    this.#pages.delete(author);
  }

  #loss(trial: FinishedTrial): number {
    const loss = this.#lossOf(trial);
    return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
  }

  #pageOf(author: PeerId): Page | null {
    let page = this.#pages.get(author);
    if (page === undefined) {
      if (this.#pages.size >= MAX_AUTHORS) return null;
      page = { best: null, former: [], sampled: null, sampledHash: 0, told: 0, run: new Set() };
      this.#pages.set(author, page);
    }
    return page;
  }
}
