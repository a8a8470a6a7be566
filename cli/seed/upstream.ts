import * as v from "valibot";
import type { Seed } from "../../signaling/seed.ts";

export interface UpstreamSetting {
  readonly seedUrl: string;
  /** Opens a seed on this machine's loopback address, for the time in which the other is gone. */
  readonly openStandIn: () => Promise<Pick<Seed, "port" | "close">>;
  readonly lookMs?: number;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** So often a seed is looked at: whoever names this peer as theirs waits for two minutes. */
const LOOK_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;
/** A seed that is started anew is back within this. */
const MISSES = 3;
const Health = v.object({ specBytes: v.number() });

/**
 * The seed behind a peer that introduces others: the one that it has met its own at, and while that one is gone a small one of its
 * own, at which the peers that came by this one meet again. When the first is back, the stand-in ends, and all go back.
 */
export class Upstream {
  readonly #setting: UpstreamSetting;
  readonly #seed: Target;
  #standIn: Pick<Seed, "port" | "close"> | null = null;
  #isMet = false;
  #misses = 0;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(setting: UpstreamSetting) {
    this.#setting = setting;
    const { hostname, port } = new URL(setting.seedUrl);
    this.#seed = { host: hostname, port: port === "" ? 80 : Number(port) };
    this.#lookLater();
  }

  get target(): Target {
    return this.#standIn === null ? this.#seed : { host: "127.0.0.1", port: this.#standIn.port };
  }

  /** Whether newcomers find there who is to be found: not while a stand-in waits for those who know the study. */
  get isMet(): boolean {
    return this.#standIn === null || this.#isMet;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#leaveStandIn();
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#look().then(() => this.#lookLater()), this.#setting.lookMs ?? LOOK_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    this.#misses = (await heldAt(this.#setting.seedUrl)) === null ? this.#misses + 1 : 0;
    if (this.#isClosed) return;
    if (this.#misses === 0) await this.#leaveStandIn();
    else if (this.#misses >= MISSES && this.#standIn === null) await this.#standInForIt();
    else if (this.#standIn !== null && !this.#isMet)
      this.#isMet = ((await heldAt(`http://127.0.0.1:${this.#standIn.port}`)) ?? 0) > 0;
  }

  async #standInForIt(): Promise<void> {
    // A machine without a free port has no stand-in yet: the next look tries again.
    const standIn = await this.#setting.openStandIn().catch(() => null);
    this.#isMet = false;
    if (this.#isClosed) await standIn?.close();
    else this.#standIn = standIn;
  }

  async #leaveStandIn(): Promise<void> {
    const standIn = this.#standIn;
    this.#standIn = null;
    await standIn?.close();
  }
}

/** How many bytes of studies a seed holds; null: none answers. */
async function heldAt(url: string): Promise<number | null> {
  try {
    const response = await fetch(new URL("/health", url), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return v.parse(Health, await response.json()).specBytes;
  } catch {
    return null;
  }
}
