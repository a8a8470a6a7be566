// Whole agents: who has the secret takes part as in any study, and who has not learns nothing of it.
import { expect, it } from "vitest";
import { rngFromSeed } from "../study/rng.ts";
import { SECRET_BYTES, studySecret } from "../study/spec/study-secret.ts";
import { PrivateChannel } from "./link/private-channel.ts";
import { privateRendezvous } from "./link/private-rendezvous.ts";
import type { Rendezvous, StudySummary, Transport } from "./ports.ts";
import { type TabOptions, TestSwarm } from "./testing/test-swarm.ts";

const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
const other = studySecret(new Uint8Array(SECRET_BYTES).fill(2));
const spec = { budget: { kind: "rounds", rounds: 2, trialsPerRound: 5 } } as const;

function tabs(swarm: TestSwarm) {
  const rng = rngFromSeed(5, "private study");
  const told: StudySummary[] = [];
  const sent: Uint8Array[] = [];
  const randomBytes = (length: number) => Uint8Array.from({ length }, () => rng.nextUint32() & 255);
  const behind =
    (its: string): NonNullable<TabOptions["tamper"]> =>
    (station, seed) => {
      const overheard: Rendezvous = {
        ...seed,
        announce: (studyId, summary) => {
          told.push(summary);
          return seed.announce(studyId, summary);
        },
      };
      const channel = new PrivateChannel({
        channel: tapped(station, sent),
        secret: its,
        clock: swarm.clock,
        randomBytes,
      });
      return [channel, privateRendezvous(overheard, its)];
    };
  return { told, sent, member: { spec, tamper: behind(secret) }, stranger: { spec, tamper: behind(other) } };
}

function tapped(station: Transport, sent: Uint8Array[]): Transport {
  return {
    address: () => station.address(),
    listen: (events) => station.listen(events),
    connect: (address) => station.connect(address),
    close: (link) => station.close(link),
    send: (link, bytes) => {
      sent.push(bytes);
      return station.send(link, bytes);
    },
  };
}

it("whoever has the secret takes part; the seed is told no values, and the links show none", async () => {
  const swarm = new TestSwarm(1);
  const { told, sent, member, stranger } = tabs(swarm);
  const inside = [await swarm.join(member), await swarm.join(member)];
  const outside = await swarm.join({ ...stranger, cores: 0 });
  const isSettled = ({ agent }: (typeof inside)[number]): boolean => {
    const { trialCount, claim } = agent.snapshot();
    return trialCount === 20 && claim === null;
  };
  await swarm.until(() => inside.every(isSettled), 120_000);
  const bests = inside.map(({ agent }) => agent.snapshot().best?.value);
  expect(new Set(bests).size).toBe(1);
  await swarm.clock.advance(20_000);
  expect(outside.agent.snapshot()).toMatchObject({ trialCount: 0, best: null });
  expect(outside.agent.snapshot().peers.filter(({ isYou }) => !isYou)).toEqual([]);
  for (const { agent } of inside) expect(agent.snapshot().trialCount).toBe(20);
  expect(told.length).toBeGreaterThan(1);
  for (const { best, trials, peers } of told) expect([best, trials, peers]).toEqual([null, 0, 0]);
  const names = Buffer.concat(sent).toString("latin1");
  // What the members call themselves and their parameters travels with every status and trial.
  expect(names).not.toMatch(/tab \d/);
  expect(sent.length).toBeGreaterThan(20);
}, 20_000);
