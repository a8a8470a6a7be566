import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { type SignedWord, WORD_VERSION, wordSigningBytes } from "../presence/word.ts";
import { fakeSign } from "./fake-signer.ts";
import { type Participant, STUDY_ID } from "./participant.ts";
import { forEverySeed, grownSwarm, SEEDS, SLOW } from "./scenario.ts";
import type { Simulation } from "./simulation.ts";

/** What a liar says of somebody who is there. */
function lie(liar: Participant, subject: Participant, sequence: number): SignedWord {
  const { publicKey } = liar;
  const nonce = sha256(utf8ToBytes("any")).slice(0, 16);
  const unsigned = { version: WORD_VERSION, studyId: STUDY_ID, publicKey, nonce, subject: subject.log, sequence };
  return { ...unsigned, signature: fakeSign(publicKey, wordSigningBytes(unsigned)) };
}

function say(simulation: Simulation, liar: Participant, words: readonly SignedWord[]): void {
  for (const link of simulation.linksOf(liar))
    for (let at = 0; at < words.length; at += 64)
      simulation.send(liar, link, { type: "words", words: words.slice(at, at + 64) });
}

test("of 100 tabs one that is killed is gone everywhere within 20 s, and nobody else is", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 100);
      const victim = simulation.chance.pick(tabs);
      const others = tabs.filter((tab) => tab !== victim);
      victim?.kill();
      simulation.run(20_000);
      for (const tab of others) expect(tab.gone).toMatchObject([{ log: victim?.log, said: false }]);
    },
    SEEDS.slice(0, 10),
  );
});

test("of 40 tabs one that closes without a goodbye is gone everywhere within 6 s", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 40);
      const [closing, ...others] = tabs;
      closing?.close();
      simulation.run(6_000);
      for (const tab of others) expect(tab.gone).toMatchObject([{ log: closing?.log }]);
    },
    SEEDS.slice(0, 20),
  );
});

test("two liars that say of everybody that he is gone make nobody count less", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 30);
      const liars = tabs.slice(0, 2);
      const honest = tabs.slice(2);
      for (let round = 0; round < 30; round++) {
        for (const liar of liars) {
          const words = honest.map((tab) => lie(liar, tab, round % 2 === 0 ? 2 ** 31 - 1 : round));
          say(simulation, liar, words);
        }
        simulation.run(1_000);
      }
      const there = new Set(honest.map(({ log }) => log));
      for (const tab of honest) expect(tab.gone.filter(({ log }) => there.has(log))).toEqual([]);
    },
    SEEDS.slice(0, 5),
  );
});

test("a flood of words gets its sender cut, and nobody else", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 12);
      const [liar, ...honest] = tabs;
      if (liar === undefined) throw new Error("no tab");
      for (let round = 0; round < 15; round++) {
        const words = Array.from({ length: 256 }, (_, i) =>
          lie(liar, honest[i % honest.length] ?? liar, round * 256 + i),
        );
        say(simulation, liar, words);
        simulation.run(200);
      }
      for (const tab of honest) {
        expect(tab.core.links().some((link) => link.log === liar.log)).toBe(false);
        const misjudged = tab.cuts.filter((cut) => cut.other !== liar.name && cut.reason === "misbehaved");
        expect(misjudged).toEqual([]);
        expect(tab.gone.filter(({ log }) => log !== liar.log)).toEqual([]);
      }
    },
    [1, 2],
  );
});
