// Programs over HTTP are no peers: a peer writes for each a log of its own, with that one's key, which the author's key has delegated.
import { describe, expect, it } from "vitest";
import { specWith } from "../study/spec/spec.ts";
import { finished } from "../study/testing/run-trials.ts";
import type { FinishedTrial } from "../study/trial/trial.ts";
import { base64url } from "../swarm/ids.ts";
import { NOTE_VERSION, type NoteKind, noteSigningBytes } from "../swarm/notes/note.ts";
import type { Agent } from "./agent.ts";
import type { Signer } from "./ports.ts";
import type { DelegatedLog } from "./tell/delegated-log.ts";
import type { NoteBodies } from "./tell/note-body.ts";
import { encodeNote } from "./tell/note-codec.ts";
import { nodeSignatures } from "./testing/node-signatures.ts";
import { baseSpec, everyTrial, quadratic, studyId, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const AUTHOR = 200;
const keyOf = (number: number): Promise<Signer> => nodeSignatures.signer(new Uint8Array(32).fill(number));
const ABOUT = { foreignKnown: 0, repeatOf: null, startMs: 1, finishedBefore: 0 };
const space = {
  names: ["x", "y"],
  distributions: [
    { kind: "float" as const, low: -100, high: 100, step: null, log: false },
    { kind: "categorical" as const, choices: [-1, 0, 1] },
  ],
};

async function authored<K extends NoteKind>(agent: Agent, by: number, kind: K, sequence: number, told: NoteBodies[K]) {
  const author = await keyOf(by);
  const body = encodeNote(kind, told);
  if (!body.ok) throw new Error(body.reason);
  const unsigned = { version: NOTE_VERSION, studyId, publicKey: author.publicKey, kind, sequence, body: body.value };
  agent.say({ ...unsigned, signature: await author.sign(noteSigningBytes(unsigned)) });
}

/** A seed that writes for the programs of these keys, and the study's spec. */
async function seedWith(swarm: TestSwarm, fields: Partial<typeof baseSpec> = {}) {
  const author = await keyOf(AUTHOR);
  const spec = { ...fields, author: { key: base64url(author.publicKey), name: "somebody" } };
  const archive = await swarm.join({ spec, isArchive: true, cores: 0 });
  let nonces = 0;
  const programOf = async (key: number, delegatedBy: number | null, name = `program ${key}`): Promise<DelegatedLog> => {
    const signer = await keyOf(key);
    if (delegatedBy !== null)
      await authored(archive.agent, delegatedBy, "delegation", key, { publicKey: signer.publicKey, name });
    return archive.agent.writeFor(signer, new Uint8Array(16).fill(++nonces));
  };
  return { spec, archive, programOf };
}

function tell(log: DelegatedLog, x: number, y: number, value = x ** 2 + y): FinishedTrial {
  const trial = log.place(finished({ log: "", number: 0, space, params: [x, y], values: [value] }), ABOUT);
  log.tell(trial);
  return trial;
}
const byName = ({ agent }: Tab) => new Map(agent.snapshot().peers.map((peer) => [peer.name, peer]));

describe("programs that tell over HTTP", () => {
  it("are each a contributor of their own: who lies is alone found to, and the others' bests count", async () => {
    const swarm = new TestSwarm(21);
    const { spec, programOf } = await seedWith(swarm, { budget: { kind: "rounds", rounds: 12, trialsPerRound: 10 } });
    const honest = await programOf(101, AUTHOR);
    const liar = await programOf(102, AUTHOR);
    const tab = await swarm.join({ spec, objective: quadratic(100) });
    const shown = new Set<number>();
    let told = 0;
    await swarm.clock.advance(40_000, () => {
      const { best } = tab.agent.snapshot();
      if (best !== null) shown.add(best.value);
      if (swarm.clock.nowMs() > told * 400) {
        told++;
        // No sampler hits the very bottom.
        tell(honest, told === 20 ? 0 : 10 / told, -1);
        tell(liar, 50, 1, -1e6 - told);
      }
      return tab.agent.snapshot().state === "finished";
    });
    await swarm.clock.advance(10_000);
    expect([...shown].filter((value) => value < -1)).toEqual([]);
    const { best, bestState } = tab.agent.snapshot();
    // A tab has run the honest program's trial again, though the same seed tells lies.
    expect(best?.value).toBe(-1);
    expect(bestState).toBe("verified");
    expect(best?.foundBy.name).toBe("program 101 (HTTP)");
    const rows = byName(tab);
    expect(rows.get("program 101 (HTTP)")?.trials).toBe(told);
  });

  it("are known by the author's word, to whoever comes later, too", async () => {
    const swarm = new TestSwarm(22);
    const { spec, archive, programOf } = await seedWith(swarm);
    const log = await programOf(103, AUTHOR, "laptop");
    for (let i = 0; i < 20; i++) tell(log, i, 0);
    await swarm.until(() => everyTrial(archive).length === 20, 10_000);
    const late = await swarm.join({ spec, cores: 0 });
    await swarm.until(() => everyTrial(late).filter(({ by }) => by === "laptop (HTTP)").length === 20, 20_000);
  });

  it("tell all they have before the seed ends", async () => {
    const swarm = new TestSwarm(23);
    const { spec, archive, programOf } = await seedWith(swarm);
    const log = await programOf(104, AUTHOR);
    await swarm.clock.advance(2_000);
    for (let i = 0; i < 30; i++) tell(log, i, 0);
    const stopped = archive.agent.stop();
    await swarm.clock.advance(3_000);
    await stopped;
    const again = await swarm.join({ spec, isArchive: true, cores: 0, store: archive.store, profile: archive.profile });
    await swarm.until(() => everyTrial(again).length === 30, 10_000);
  });
});

it("the author's word, said by the seed, ends the study for tabs, too", async () => {
  const swarm = new TestSwarm(26);
  const { spec, archive } = await seedWith(swarm);
  const tab = await swarm.join({ spec, objective: quadratic(1_000) });
  await swarm.clock.advance(5_000);
  expect(tab.agent.snapshot().state).toBe("running");
  await authored(archive.agent, AUTHOR, "command", 1, { kind: "stop" });
  await swarm.until(() => tab.agent.snapshot().state === "finished", 10_000);
});

describe("a study whose values come by HTTP", () => {
  const fields = { objective: specWith({ ...baseSpec, objective: { language: "http", source: "x" } }).objective };

  it("counts trials of keys that its author has delegated, and nobody else's", async () => {
    const swarm = new TestSwarm(24);
    const { spec, archive, programOf } = await seedWith(swarm, fields);
    const delegated = await programOf(105, AUTHOR);
    const stranger = await programOf(106, null);
    // An archive that lets others' keys in holds their segments; nobody counts them.
    const watching = await swarm.join({ spec, cores: 0 });
    for (let i = 0; i < 10; i++) {
      tell(delegated, i, 0);
      tell(stranger, i, 0, -1e6);
    }
    await swarm.until(() => everyTrial(watching).length === 10, 20_000);
    await swarm.clock.advance(5_000);
    for (const tab of [archive, watching]) {
      expect(everyTrial(tab).map(({ by }) => by)).toEqual(Array.from({ length: 10 }, () => "program 105 (HTTP)"));
      expect(tab.agent.snapshot().best?.value).toBe(0);
      expect(tab.agent.snapshot().trialCount).toBe(10);
    }
    // They do from the moment that the author delegates them.
    await programOf(106, AUTHOR);
    await swarm.until(() => everyTrial(watching).length === 20, 20_000);
    expect(watching.agent.snapshot().best?.value).toBe(-1e6);
  });

  it("knows no delegation but its author's", async () => {
    const swarm = new TestSwarm(25);
    const { spec, archive, programOf } = await seedWith(swarm, fields);
    const forged = await programOf(107, 108);
    const watching = await swarm.join({ spec, cores: 0 });
    tell(forged, 0, 0);
    await swarm.clock.advance(10_000);
    expect([everyTrial(archive).length, everyTrial(watching).length]).toEqual([0, 0]);
  });
});
