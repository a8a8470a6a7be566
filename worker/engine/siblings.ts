import * as v from "valibot";
import type { Clock } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";

/** A tab that lives answers from its worker in a few milliseconds; nobody else is waited for at the start of a page. */
const ANSWER_MS = 150;
/** What was asked at the start still holds that long: a page comes to ask for a study within it. */
const FRESH_MS = 2_000;

const Call = v.variant("type", [
  v.object({ type: v.literal("who") }),
  v.object({ type: v.literal("here"), studies: v.array(v.string()), tab: v.optional(v.nullable(v.string()), null) }),
]);

/** As much of a BroadcastChannel as is needed; null where the browser has none. */
export type SiblingChannel = Pick<BroadcastChannel, "postMessage" | "addEventListener">;

export interface SiblingTab {
  readonly studies: readonly StudyId[];
  /** Its name; null while it does not know it yet. */
  readonly tab: string | null;
}

/** The other tabs of this profile that live now, and what they take part in. */
export class Siblings {
  readonly #channel: SiblingChannel | null;
  readonly #clock: Clock;
  /** Those who ask now, each with what it has heard since. */
  readonly #asking = new Set<SiblingTab[]>();
  /** The question of the start, until somebody takes its answer for a study or it is too old. */
  #first: Promise<readonly SiblingTab[]> | null;
  #isSilent = false;

  /** `own` answers the others. Asks at once, so that whoever opens a study need not wait for the answer. */
  constructor(channel: SiblingChannel | null, clock: Clock, own: () => SiblingTab) {
    this.#channel = channel;
    this.#clock = clock;
    channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const call = v.safeParse(Call, data);
      if (!call.success) return;
      if (call.output.type === "here") for (const heard of this.#asking) heard.push(call.output);
      else if (!this.#isSilent) channel.postMessage({ type: "here", ...own() });
    });
    this.#first = this.#ask();
    clock.setTimer(FRESH_MS, () => {
      this.#first = null;
    });
  }

  /** Studies that other tabs of this profile take part in. Never rejects. */
  async studies(): Promise<ReadonlySet<StudyId>> {
    const answer = this.#first ?? this.#ask();
    this.#first = null;
    return new Set((await answer).flatMap(({ studies }) => studies));
  }

  /** Whether a living tab has this name: then the one that asks is a copy of it. Never rejects. */
  async hasTab(name: string): Promise<boolean> {
    return (await (this.#first ?? this.#ask())).some(({ tab }) => tab === name);
  }

  /** This tab closes: its own next load must not take it for another tab. */
  leave(): void {
    this.#isSilent = true;
  }

  async #ask(): Promise<readonly SiblingTab[]> {
    if (this.#channel === null) return [];
    const heard: SiblingTab[] = [];
    this.#asking.add(heard);
    this.#channel.postMessage({ type: "who" });
    await new Promise<void>((resolve) => {
      this.#clock.setTimer(ANSWER_MS, resolve);
    });
    this.#asking.delete(heard);
    return heard;
  }
}
