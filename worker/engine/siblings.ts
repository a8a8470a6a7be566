import * as v from "valibot";
import type { Clock } from "../../agent/ports.ts";
import type { StudyId } from "../../study/spec/spec.ts";

/** A tab that lives answers from its worker in a few milliseconds; nobody else is waited for at the start of a page. */
const ANSWER_MS = 150;

const Call = v.variant("type", [
  v.object({ type: v.literal("who") }),
  v.object({ type: v.literal("here"), studies: v.array(v.string()) }),
]);

/** As much of a BroadcastChannel as is needed; null where the browser has none. */
export type SiblingChannel = Pick<BroadcastChannel, "postMessage" | "addEventListener">;

/** The other tabs of this profile that live now, and what they take part in. */
export class Siblings {
  readonly #channel: SiblingChannel | null;
  readonly #clock: Clock;
  readonly #heard = new Set<StudyId>();

  /** `ownStudies` answers the others. */
  constructor(channel: SiblingChannel | null, clock: Clock, ownStudies: () => readonly StudyId[]) {
    this.#channel = channel;
    this.#clock = clock;
    channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const call = v.safeParse(Call, data);
      if (!call.success) return;
      if (call.output.type === "who") channel.postMessage({ type: "here", studies: [...ownStudies()] });
      else for (const study of call.output.studies) this.#heard.add(study);
    });
  }

  /** Studies that other tabs of this profile take part in. Never rejects. */
  async studies(): Promise<ReadonlySet<StudyId>> {
    if (this.#channel === null) return this.#heard;
    this.#heard.clear();
    this.#channel.postMessage({ type: "who" });
    await new Promise<void>((resolve) => {
      this.#clock.setTimer(ANSWER_MS, resolve);
    });
    return new Set(this.#heard);
  }
}
