import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { signingBytes } from "../log/segment.ts";
import { MAX_NOTES_PER_KEY_AND_KIND } from "../notes/held-notes.ts";
import { type NoteKind, noteHash, noteName, notePeer, noteSigningBytes, type SignedNote } from "../notes/note.ts";
import { encodeMessage } from "../wire/codec.ts";
import { MAX_NOTES_PER_MESSAGE } from "../wire/wire-limits.ts";
import { pushOf } from "./fake-segments.ts";
import { fakeKey, fakeSign } from "./fake-signer.ts";
import { type Participant, STUDY_ID } from "./participant.ts";
import { forEverySeed, grownSwarm, ROUGH, SEEDS, SLOW } from "./scenario.ts";
import type { Simulation } from "./simulation.ts";

const AUTHOR = "tab0";

function noteOf(publicKey: Uint8Array, kind: NoteKind, sequence: number, body: string): SignedNote {
  const unsigned = { version: 1, studyId: STUDY_ID, publicKey, kind, sequence, body: utf8ToBytes(body) };
  return { ...unsigned, signature: fakeSign(publicKey, noteSigningBytes(unsigned)) };
}

const names = (tab: Participant): string =>
  tab.core
    .notes()
    .map((note) => noteName(note))
    .sort()
    .join(" ");
const agree = (tabs: readonly Participant[], count: number) => (): boolean =>
  new Set(tabs.map(names)).size === 1 && tabs.every((tab) => tab.core.notes().length === count);

function send(simulation: Simulation, from: Participant, notes: readonly SignedNote[]): void {
  for (let at = 0; at < notes.length; at += MAX_NOTES_PER_MESSAGE) {
    const bytes = encodeMessage({ type: "notes", notes: notes.slice(at, at + MAX_NOTES_PER_MESSAGE) });
    for (const link of simulation.linksOf(from)) simulation.sendRaw(from, link, bytes);
  }
}

const authorOf = (tabs: readonly Participant[]): Participant => {
  const author = tabs.find((tab) => tab.name === AUTHOR);
  if (author === undefined) throw new Error("no author");
  return author;
};

test("a command is obeyed nowhere later than a new best: everybody has it within 2 s, once each", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 12, { author: AUTHOR });
    authorOf(tabs).say("command", "stop");
    expect(simulation.runUntil(agree(tabs, 1), 2_000)).not.toBeNull();
    simulation.run(30_000);
    for (const tab of tabs) expect(tab.notes.map(({ kind, sequence }) => [kind, sequence])).toEqual([["command", 1]]);
  });
});

test("with a fifth of all messages lost, doubled or late all still hold the same notes within 45 s", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 6, { ...ROUGH, author: AUTHOR, bytes: seed % 10 === 0 });
    // So rough a net takes a while until nobody is alone.
    simulation.run(30_000);
    for (const tab of tabs) for (let i = 0; i < 5; i++) tab.say("attestation", `${tab.name} ${i}`);
    authorOf(tabs).say("command", "extend");
    expect(simulation.runUntil(agree(tabs, 31), 45_000)).not.toBeNull();
  });
});

test("a newcomer is told what was said before, commands first", SLOW, () => {
  forEverySeed(
    (seed) => {
      const { simulation, tabs } = grownSwarm(seed, 3, { author: AUTHOR });
      for (let i = 0; i < 200; i++) tabs[1]?.say("attestation", `of trial ${i}`);
      for (let i = 0; i < 3; i++) authorOf(tabs).say("command", `command ${i}`);
      simulation.run(3_000);
      const late = simulation.join("late");
      expect(simulation.runUntil(agree(simulation.live(), 203), 8_000)).not.toBeNull();
      expect(late.notes.slice(0, 3).map((note) => note.kind)).toEqual(["command", "command", "command"]);
    },
    SEEDS.slice(0, 10),
  );
});

test("a stranger's command is no command: it is cut for it, and nobody passes it on", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 6, { author: AUTHOR });
    const liar = simulation.join("liar");
    simulation.run(6_000);
    const claimed = { ...noteOf(fakeKey(AUTHOR), "command", 1, "stop"), signature: new Uint8Array(64) };
    const isLinked = (tab: Participant) => tab.core.links().some((link) => link.log === liar.log);
    const linked = new Set(tabs.filter(isLinked));
    send(simulation, liar, [seed % 2 === 0 ? noteOf(liar.publicKey, "command", 1, "stop") : claimed]);
    for (let again = 0; again < 10; again++) {
      simulation.run(500);
      for (const tab of tabs) if (isLinked(tab)) linked.add(tab);
      // One signature that does not hold may be an accident.
      send(simulation, liar, [claimed]);
      send(simulation, liar, [claimed]);
    }
    simulation.run(3_000);
    expect(linked.size).toBeGreaterThan(0);
    for (const tab of linked) expect(isLinked(tab)).toBe(false);
    for (const tab of tabs) {
      expect([tab.notes, tab.core.sizes().notes]).toEqual([[], 0]);
      expect(tab.cuts.filter((cut) => cut.other !== "liar" && cut.reason === "misbehaved")).toEqual([]);
    }
  });
});

test("without an author nobody can command, also not with an empty key", () => {
  const { simulation, tabs } = grownSwarm(1, 3);
  const [first, ...others] = tabs;
  first?.say("command", "stop");
  if (first) send(simulation, first, [noteOf(new Uint8Array(0), "command", 1, "stop")]);
  simulation.run(3_000);
  for (const tab of [first, ...others]) expect(tab?.core.notes()).toEqual([]);
});

test("of two notes with one number all keep the one with the smaller hash, wherever each was heard first", SLOW, () => {
  let contested = 0;
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 6, { author: AUTHOR });
    const forker = simulation.join("forker");
    simulation.run(6_000);
    const halves = ["a", "b", "c"].map((body) => noteOf(forker.publicKey, "attestation", 7, body));
    const links = simulation.linksOf(forker);
    const sent = halves.slice(0, links.length);
    links.forEach((link, i) => {
      const half = sent[i % sent.length];
      if (half) simulation.sendRaw(forker, link, encodeMessage({ type: "notes", notes: [half] }));
    });
    expect(simulation.runUntil(agree(tabs, 1), 30_000)).not.toBeNull();
    const heard = sent.filter((half) =>
      tabs.some((tab) => tab.notes.some((note) => noteName(note) === noteName(half))),
    );
    if (heard.length > 1) contested += 1;
    const smallest = heard.reduce((a, b) => (hex(noteHash(a)) < hex(noteHash(b)) ? a : b));
    expect(tabs.map((tab) => tab.core.notes()[0]?.body)).toEqual(tabs.map(() => smallest.body));
  });
  expect(contested).toBeGreaterThan(25);
});

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

test("two tabs of one profile that take the same number lose nothing that either said", SLOW, () => {
  forEverySeed((seed) => {
    const { simulation, tabs } = grownSwarm(seed, 3);
    const pair = [simulation.join("first", "one person"), simulation.join("second", "one person")];
    simulation.run(6_000);
    for (const tab of pair) for (let i = 0; i < 3; i++) tab.say("attestation", `${tab.name} ${i}`);
    expect(simulation.runUntil(agree([...tabs, ...pair], 6), 10_000)).not.toBeNull();
    const bodies = new Set(tabs[0]?.core.notes().map((note) => new TextDecoder().decode(note.body)));
    expect(bodies).toEqual(new Set(pair.flatMap((tab) => [0, 1, 2].map((i) => `${tab.name} ${i}`))));
  });
});

test(
  "a tab that comes back knows the notes and the bans it had before it has any link, and numbers go on",
  SLOW,
  () => {
    forEverySeed(
      (seed) => {
        const { simulation, tabs } = grownSwarm(seed, 4, { author: AUTHOR });
        const forker = simulation.join("forker");
        simulation.run(4_000);
        const author = authorOf(tabs);
        author.say("command", "extend");
        author.say("attestation", "of a trial");
        forker.publish(1);
        simulation.run(3_000);
        const told = author.core.segmentsOf(forker.log)[0];
        if (told === undefined) throw new Error("nothing told");
        const other = { ...told, trials: utf8ToBytes("another history") };
        const half = { ...other, signature: fakeSign(forker.publicKey, signingBytes(other)) };
        for (const link of simulation.linksOf(forker)) simulation.sendRaw(forker, link, encodeMessage(pushOf(half)));
        expect(simulation.runUntil(() => tabs.every((tab) => tab.banned.length === 1), 20_000)).not.toBeNull();
        simulation.run(1_000);
        author.kill();
        simulation.seed.down = true;
        author.start();
        expect(author.core.links()).toEqual([]);
        expect(author.core.notes().map(({ kind, sequence }) => [kind, sequence])).toEqual([
          ["command", 1],
          ["attestation", 2],
        ]);
        expect(author.core.proofs()).toHaveLength(1);
        expect(author.core.segmentsOf(forker.log)).toEqual([]);
        author.say("command", "stop");
        simulation.run(100);
        const [, stop] = author.core.notes().filter((note) => note.kind === "command");
        expect(stop?.sequence).toBeGreaterThan(2);
      },
      [1, 2, 3, 4, 5],
    );
  },
);

test("a flood of notes by one key or by many fills no more than its room, and costs no honest link", SLOW, () => {
  const { simulation, tabs } = grownSwarm(1, 3, { author: AUTHOR });
  const attacker = simulation.join("attacker");
  simulation.run(6_000);
  for (let round = 0; round < 15; round++) {
    const one = Array.from({ length: 30 }, (_, i) => noteOf(attacker.publicKey, "dispute", round * 30 + i + 1, "no"));
    const many = Array.from({ length: 120 }, (_, i) => noteOf(fakeKey(`many ${round} ${i}`), "blob", 1, "b"));
    send(simulation, attacker, [...one, ...many]);
    simulation.run(500);
  }
  authorOf(tabs).say("command", "stop");
  const stopped = (): boolean => tabs.every((tab) => tab.core.notes()[0]?.kind === "command");
  expect(simulation.runUntil(stopped, 5_000)).not.toBeNull();
  for (const tab of tabs) {
    const ofAttacker = tab.core.notes().filter((note) => notePeer(note) === attacker.core.peer);
    expect(ofAttacker.length).toBeGreaterThan(0);
    expect(ofAttacker.length).toBeLessThanOrEqual(MAX_NOTES_PER_KEY_AND_KIND);
    // More was sent than a link's budget lets in.
    expect(tab.core.sizes().notes).toBeLessThan(15 * 150);
    expect(tab.cuts.filter((cut) => cut.other !== "attacker" && cut.reason === "misbehaved")).toEqual([]);
  }
});
