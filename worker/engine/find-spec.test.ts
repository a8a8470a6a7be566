import { beforeEach, describe, expect, it } from "vitest";
import { LockedStudy, WRONG_SECRET } from "../../agent/locked-study.ts";
import type { Rendezvous } from "../../agent/ports.ts";
import { UnreadableStudy } from "../../agent/unreadable-study.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { linkedIdOf } from "../../study/spec/linked-id.ts";
import { type StudySpec, specWith } from "../../study/spec/spec.ts";
import { studyIdOf } from "../../study/spec/spec-bytes.ts";
import { SECRET_BYTES, secretHash, studySecret } from "../../study/spec/study-secret.ts";
import { findSpec } from "./find-spec.ts";

const spec = specWith({
  name: "parabola",
  objective: { language: "javascript", source: "(trial) => trial.suggestFloat('x', -1, 1) ** 2" },
  sampler: { name: "tpe" },
  pruner: { name: "none" },
  budget: { kind: "open", trialsPerRound: 10 },
  trialTimeoutMs: 60_000,
  maxPeers: 100,
  listed: false,
  author: { key: "", name: "" },
  createdMs: 0,
});
const studyId = studyIdOf(spec);

/** A seed that gives these answers one after the other, the last one for ever. */
function seedSaying(...answers: (StudySpec | null | Error)[]): Rendezvous {
  return {
    announce: async () => ({ addresses: [], wantsSpec: false }),
    leave: async () => {},
    offerSpec: async () => {},
    fetchSpec: async () => {
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? null;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

describe("finding the study behind a link", () => {
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock();
  });
  const outcome = async (seed: Rendezvous): Promise<unknown> => {
    const found = findSpec(studyId, seed, clock).catch((error: unknown) => error);
    await clock.advance(130_000);
    return found;
  };

  it("takes the seed's answer at once", async () => {
    expect(await findSpec(studyId, seedSaying(spec), clock)).toEqual(spec);
  });

  it("waits for a seed that is coming back and for tabs that bring it the study again", async () => {
    expect(await outcome(seedSaying(new Error("The seed cannot be reached."), null, spec))).toEqual(spec);
  });

  it("says in a sentence that the seed does not know it", async () => {
    expect(await outcome(seedSaying(null))).toMatchObject({ message: expect.stringContaining("Ask the author") });
  });

  it("says at once, and for good, that this page cannot read it", async () => {
    const why = "this study was made by a newer version of the program: reload the page";
    await expect(findSpec(studyId, seedSaying(new UnreadableStudy(why)), clock)).rejects.toThrow(
      "This page cannot open the study. This study was made by a newer version of the program: reload the page.",
    );
  });

  it("says at once, and for good, that its link does not open a private study", async () => {
    const found = findSpec(studyId, seedSaying(new LockedStudy(WRONG_SECRET)), clock);
    await expect(found).rejects.toThrow(
      "This link's secret is not this study's: ask whoever sent it for the whole link.",
    );
  });

  it("takes a private study for the one of the link only with its secret", async () => {
    const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
    const hidden = { ...spec, private: { secretHash: secretHash(secret) } };
    const id = await linkedIdOf(hidden, secret);
    expect(await findSpec(id, seedSaying(hidden), clock, undefined, secret)).toEqual(hidden);
    const unlocked = findSpec(id, seedSaying(hidden), clock).catch((error: unknown) => error);
    await clock.advance(130_000);
    expect(await unlocked).toMatchObject({ message: expect.stringContaining("another study than this link names") });
  });

  it("says in a sentence that the seed is away", async () => {
    const answer = await outcome(seedSaying(new Error("The seed cannot be reached.")));
    expect(answer).toMatchObject({ message: expect.stringMatching(/^The seed cannot be reached\. .*try again/) });
  });

  it("says at once why there is nothing yet, and again when that changes, while it goes on looking", async () => {
    const heard: string[] = [];
    const seed = seedSaying(null, new Error("The seed cannot be reached."), spec);
    const found = findSpec(studyId, seed, clock, (sentence) => heard.push(sentence));
    await clock.advance(1);
    expect(heard).toEqual([expect.stringContaining("not on this seed")]);
    await clock.advance(130_000);
    expect(heard.slice(1)).toEqual([expect.stringMatching(/^The seed cannot be reached\./)]);
    expect(await found).toEqual(spec);
  });

  it("says within 2 s that the seed does not answer", async () => {
    const heard: string[] = [];
    const never = new Promise<null>(() => {});
    const mute: Rendezvous = { ...seedSaying(null), fetchSpec: () => never };
    void findSpec(studyId, mute, clock, (sentence) => heard.push(sentence));
    await clock.advance(2_000);
    expect(heard).toEqual([expect.stringMatching(/^The seed does not answer\./)]);
  });

  it("looks for as long as a tab may take to bring a restarted seed the study, and for an author who is not there yet: two minutes", async () => {
    let settled = false;
    void findSpec(studyId, seedSaying(null), clock).catch(() => (settled = true));
    await clock.advance(110_000);
    expect(settled).toBe(false);
    await clock.advance(20_000);
    expect(settled).toBe(true);
  });

  it("does not take another study for the one of the link", async () => {
    expect(await outcome(seedSaying({ ...spec, name: "another" }))).toBeInstanceOf(Error);
  });
});
