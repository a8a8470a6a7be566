import { beforeEach, describe, expect, it } from "vitest";
import { LinkMux } from "../../agent/link/link-mux.ts";
import { CUT_SECRET, LockedStudy, NO_SECRET, WRONG_SECRET } from "../../agent/locked-study.ts";
import type { Address, Rendezvous } from "../../agent/ports.ts";
import { nodeSignatures } from "../../agent/testing/node-signatures.ts";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { SimulatedRunner } from "../../agent/work/simulated-runner.ts";
import { SimulatedNetwork, type SimulatedTransport } from "../../links/simulated-transport.ts";
import { rngFromSeed } from "../../study/rng.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import { linkedIdOf } from "../../study/spec/linked-id.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import type { TrialContext } from "../../study/trial/suggest.ts";
import { type IdbSegmentStore, idbSegmentStore } from "../store/idb-segment-store.ts";
import { Engine } from "./engine.ts";
import type { StudyDraft } from "./engine-api.ts";
import { MAX_FORMER_STUDIES } from "./engine-api.ts";
import type { TabStudy } from "./tab-memory.ts";

const draft: StudyDraft = {
  name: "quadratic",
  objective: { language: "javascript", source: "(trial) => trial.suggestFloat('x', -100, 100) ** 2" },
  sampler: { name: "random" },
  pruner: { name: "none" },
  budget: { kind: "rounds", rounds: 2, trialsPerRound: 5 },
  trialTimeoutMs: 60_000,
  maxPeers: 100,
  listed: false,
};

interface Tab {
  readonly engine: Engine;
  readonly runner: SimulatedRunner;
  readonly store: IdbSegmentStore;
  readonly station: SimulatedTransport;
  /** What the page would remember over a reload of this tab. */
  readonly remembered: readonly TabStudy[];
}

/** Whole engines on a simulated network with a seed that keeps rooms and specs, in virtual time. */
class World {
  readonly clock = new VirtualClock();
  readonly specs = new Map<StudyId, StudySpec>();
  /** How often somebody asked the seed for a spec. */
  specsAsked = 0;
  readonly #rng = rngFromSeed(7, "engine test");
  #siblingsAnswer = (): Promise<void> => Promise.resolve();
  #areSiblingsBusy = false;
  readonly #network = new SimulatedNetwork({ clock: this.clock, random: () => this.#rng.next(), latencyMs: [1, 10] });
  readonly #rooms = new Set<Address>();

  /** A tab of the profile with this number, with what an earlier tab of it has stored. */
  async open(
    profile: number,
    store?: IdbSegmentStore,
    siblings: readonly Tab[] = [],
    recalled: readonly TabStudy[] = [],
  ): Promise<Tab> {
    const kept = store ?? idbSegmentStore(null, { isOwn: () => true, onNotDurable: () => {} });
    const station = this.#network.join();
    const objective = {
      run: (trial: TrialContext, _attempt: number, { bred }: Pick<Proposal, "bred">) =>
        bred === undefined
          ? trial.suggestFloat("x", -100, 100) ** 2
          : trial.suggestSeeds("genome", { maxLength: 1_000 }).length,
      durationMs: () => 50,
    };
    const runner = new SimulatedRunner({ clock: this.clock, objective });
    let remembered = recalled;
    const engine = new Engine({
      signer: await nodeSignatures.signer(new Uint8Array(32).fill(profile)),
      verifier: nodeSignatures,
      clock: this.clock,
      store: kept,
      mux: new LinkMux(station, this.clock),
      rendezvous: this.#seedSeenFrom(station),
      runner,
      stripTypes: async () => ({ ok: false, message: "Unexpected token", line: 2, column: 5 }),
      randomBytes: (length) => Uint8Array.from({ length }, () => this.#rng.nextUint32() & 255),
      maxCores: 4,
      profileName: `tab ${profile}`,
      studiesElsewhere: async () => {
        const heard = new Set(siblings.flatMap(({ engine }) => engine.studies));
        await this.#siblingsAnswer();
        return this.#areSiblingsBusy ? new Set() : heard;
      },
      studiesHeldElsewhere: async () =>
        new Set(this.#areSiblingsBusy ? siblings.flatMap((sibling) => sibling.engine.studies) : []),
      onOwnLog: () => {},
      recalled,
      onOwnStudies: (studies) => {
        remembered = studies;
      },
    });
    await this.pass(engine.resumeMemberships());
    return {
      engine,
      runner,
      store: kept,
      station,
      get remembered() {
        return remembered;
      },
    };
  }

  /** From now on nobody answers who asks what other tabs take part in. */
  silenceSiblings(): void {
    this.#siblingsAnswer = () => new Promise(() => {});
  }

  /** From now on the other tabs hold their locks and answer too late. */
  busySiblings(): void {
    this.#areSiblingsBusy = true;
  }

  /** From now on who asks hears what was so when it asked, and goes on when all answers could be there. */
  awaitSiblings(ms: number): void {
    this.#siblingsAnswer = () => new Promise((resolve) => this.clock.setTimer(ms, resolve));
  }

  async close(tab: Tab): Promise<void> {
    await this.pass(tab.engine.goodbye());
    this.#network.leave(tab.station);
    this.#rooms.delete(tab.station.ownAddress);
  }

  /** Lets time go on until the promise settles. */
  async pass<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    promise.then(mark, mark);
    await this.clock.advance(130_000, () => settled);
    return promise;
  }

  async until(what: () => boolean): Promise<void> {
    await this.clock.advance(130_000, what);
    expect(what()).toBe(true);
  }

  #seedSeenFrom(station: SimulatedTransport): Rendezvous {
    return {
      announce: async (studyId) => {
        this.#rooms.add(station.ownAddress);
        const addresses = [...this.#rooms].filter((address) => address !== station.ownAddress);
        return { addresses, wantsSpec: !this.specs.has(studyId) };
      },
      leave: async () => void this.#rooms.delete(station.ownAddress),
      fetchSpec: async (studyId, secret = null) => {
        this.specsAsked++;
        const spec = this.specs.get(studyId) ?? null;
        if (spec !== null && spec.private !== null && (await linkedIdOf(spec, secret)) !== studyId)
          throw new LockedStudy(secret === null ? NO_SECRET : WRONG_SECRET);
        return spec;
      },
      offerSpec: async (spec, secret = null) => void this.specs.set(await linkedIdOf(spec, secret), spec),
    };
  }
}

/** A store's methods without the store. */
const bound = (store: IdbSegmentStore): IdbSegmentStore => ({
  appendSegments: (studyId, segments) => store.appendSegments(studyId, segments),
  loadSegments: (studyId) => store.loadSegments(studyId),
  dropLogs: (studyId, logs) => store.dropLogs(studyId, logs),
  dropSegments: (studyId, keys) => store.dropSegments(studyId, keys),
  dropStudy: (studyId) => store.dropStudy(studyId),
  saveEvidence: (studyId, bytes) => store.saveEvidence(studyId, bytes),
  loadEvidence: (studyId) => store.loadEvidence(studyId),
  saveMembership: (membership) => store.saveMembership(membership),
  loadMemberships: () => store.loadMemberships(),
  replaceMembership: (membership) => store.replaceMembership(membership),
  putBackMembership: (membership, left) => store.putBackMembership(membership, left),
  appendOwnTrials: (studyId, chunk, instead) => store.appendOwnTrials(studyId, chunk, instead),
  loadOwnTrials: (studyId) => store.loadOwnTrials(studyId),
  dropOwnTrials: (studyId, ids) => store.dropOwnTrials(studyId, ids),
  flush: () => store.flush(),
  lose: (reason) => store.lose(reason),
});

describe("an engine", () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });

  const watch = async (tab: Tab, studyId: StudyId): Promise<() => AgentSnapshot> => {
    let newest: AgentSnapshot | null = null;
    await tab.engine.watch(studyId, (snapshot) => {
      newest = snapshot;
    });
    return () => {
      if (newest === null) throw new Error("nothing was shown");
      return newest;
    };
  };
  const create = (tab: Tab, cores = 1) => world.pass(tab.engine.createStudy(draft, cores));

  it("publishes a study that another tab finds by its link, and both agree on everything", async () => {
    const author = await world.open(1);
    const studyId = await create(author);
    const volunteer = await world.open(2);
    const described = await world.pass(volunteer.engine.describe(studyId));
    expect(described).toMatchObject({ studyId, joined: false, isAuthor: false, spec: { name: "quadratic" } });
    expect(described.objectiveHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await author.engine.describe(studyId)).isAuthor).toBe(true);
    await world.pass(volunteer.engine.join(studyId, 2));
    const [a, b] = [await watch(author, studyId), await watch(volunteer, studyId)];
    await world.until(() => a().trialCount === 20 && b().trialCount === 20);
    await world.until(() => a().state === "finished" && b().state === "finished");
    expect(a().best?.value).toBe(b().best?.value);
    expect(a().best?.trial).toBe(b().best?.trial);
    expect([a().ownTrialCount, b().ownTrialCount]).toEqual([10, 10]);
    expect((await volunteer.engine.trials(studyId, { offset: 0, limit: 50, sort: "best", only: "all" })).total).toBe(
      20,
    );
  });

  it("asks the seed for a study once, not again when somebody joins what was shown", async () => {
    const studyId = await create(await world.open(1));
    const volunteer = await world.open(2);
    await world.pass(volunteer.engine.describe(studyId));
    await world.pass(volunteer.engine.join(studyId, 1));
    expect(world.specsAsked).toBe(1);
  });

  it("runs nothing before Join, and nothing when it only watches", async () => {
    const author = await world.open(1);
    const studyId = await create(author, 0);
    const volunteer = await world.open(2);
    await world.pass(volunteer.engine.describe(studyId));
    await world.clock.advance(5_000);
    expect([author.runner.openSlots, volunteer.runner.openSlots]).toEqual([0, 0]);
    expect((await author.engine.memberships()).map(({ state }) => state)).toEqual(["watching"]);
    expect(await volunteer.engine.memberships()).toEqual([]);
  });

  describe("of whoever has the whole link of a private study", () => {
    /** A private study and its link's secret. */
    const publish = async (author: Tab): Promise<readonly [StudyId, string]> => {
      const studyId = await world.pass(author.engine.createStudy({ ...draft, isPrivate: true, listed: true }, 1));
      const { secret, spec } = await world.pass(author.engine.describe(studyId));
      expect(spec).toMatchObject({ listed: false, private: { secretHash: expect.any(String) } });
      if (secret === null) throw new Error("a private study has a secret");
      return [studyId, secret];
    };

    it("finds it, joins, and is found there again after a reload and after leaving", async () => {
      const author = await world.open(1);
      const [studyId, secret] = await publish(author);
      const volunteer = await world.open(2);
      expect(await world.pass(volunteer.engine.describe(studyId, () => {}, secret))).toMatchObject({ studyId, secret });
      await world.pass(volunteer.engine.join(studyId, 1));
      const [a, b] = [await watch(author, studyId), await watch(volunteer, studyId)];
      await world.until(() => a().trialCount === 20 && b().trialCount === 20);
      expect(b().best?.value).toBe(a().best?.value);
      await world.close(volunteer);
      const again = await world.open(2, volunteer.store);
      const c = await watch(again, studyId);
      await world.until(() => c().trialCount === 20 && c().peers.length === 2);
      await world.pass(again.engine.leave(studyId));
      // Its link in the list of former studies has the id alone: the secret was kept.
      expect(await world.pass(again.engine.describe(studyId))).toMatchObject({ secret, joined: false });
      await world.pass(again.engine.join(studyId, 0));
      const d = await watch(again, studyId);
      await world.until(() => d().peers.some(({ link }) => link !== null));
    });

    it("is refused in words before anything runs where the secret is wrong, cut or missing", async () => {
      const author = await world.open(1);
      const [studyId, secret] = await publish(author);
      const stranger = await world.open(2);
      const wrong = `${secret.slice(1)}${secret[0] === "A" ? "B" : "A"}`;
      const refusalOf = (its: string | null, of = stranger) =>
        world.pass(of.engine.describe(studyId, () => {}, its)).catch((error: unknown) => String(error));
      expect(await refusalOf(wrong)).toBe(`Refusal: ${WRONG_SECRET}`);
      expect(await refusalOf(secret.slice(1))).toBe(`Refusal: ${CUT_SECRET}`);
      expect(await refusalOf(null)).toBe(`Refusal: ${NO_SECRET}`);
      await expect(world.pass(stranger.engine.join(studyId, 1))).rejects.toThrow(NO_SECRET);
      expect(stranger.engine.studies).toEqual([]);
      // Whoever takes part already is told so of a wrong link, too.
      expect(await refusalOf(wrong, author)).toBe(`Refusal: ${WRONG_SECRET}`);
    });

    it("has its text again from the seed where this browser's copy is damaged", async () => {
      const author = await world.open(1);
      const [studyId, secret] = await publish(author);
      const [kept] = await author.store.loadMemberships();
      const store = bound(author.store);
      const damaged = { ...store, loadMemberships: async () => (kept ? [{ ...kept, spec: null }] : []) };
      await world.close(author);
      const again = await world.open(1, damaged);
      expect(await world.pass(again.engine.describe(studyId))).toMatchObject({ secret, joined: true });
      expect(again.engine.studies).toEqual([studyId]);
    });

    it("has another secret for each study, and none for a study that is not private", async () => {
      const author = await world.open(1);
      const [, first] = await publish(author);
      const [, second] = await publish(author);
      expect(first).not.toBe(second);
      expect((await author.engine.describe(await create(author))).secret).toBeNull();
    });
  });

  it("goes on after a reload where it was: exact budget, same author, paused stays paused", async () => {
    const before = await world.open(1);
    const studyId = await create(before);
    const a = await watch(before, studyId);
    await world.until(() => a().ownTrialCount >= 5);
    await before.engine.pause(studyId);
    expect(before.runner.openSlots).toBe(0);
    await world.close(before);
    const after = await world.open(1, before.store);
    const b = await watch(after, studyId);
    await world.clock.advance(5_000);
    expect(b().state).toBe("paused");
    expect(after.runner.openSlots).toBe(0);
    expect(b().ownTrialCount).toBe(a().ownTrialCount);
    expect((await after.engine.describe(studyId)).isAuthor).toBe(true);
    await after.engine.resume(studyId);
    await world.until(() => b().state === "finished");
    expect(b().ownTrialCount).toBe(10);
    await world.close(after);
    const again = await world.open(1, before.store);
    const c = await watch(again, studyId);
    await world.clock.advance(5_000);
    expect([c().state, c().ownTrialCount]).toEqual(["finished", 10]);
  });

  it("keeps when a study began, for its author and for who joined later, over a reload and for joining again", async () => {
    const author = await world.open(1);
    const studyId = await create(author);
    await world.clock.advance(20_000);
    const volunteer = await world.open(2);
    await world.pass(volunteer.engine.join(studyId, 1));
    await world.clock.advance(2_000);
    const kept = async (tab: Tab) => (await tab.store.loadMemberships())[0]?.beganMs ?? Number.NaN;
    const beganMs = await kept(author);
    expect(world.clock.wallMs() - beganMs).toBeGreaterThanOrEqual(20_000);
    expect(Math.abs((await kept(volunteer)) - beganMs)).toBeLessThan(50);
    await world.pass(volunteer.engine.leave(studyId));
    await world.close(volunteer);
    await world.close(author);
    const again = await world.open(2, volunteer.store);
    await world.pass(again.engine.join(studyId, 1));
    expect(Math.abs((await kept(again)) - beganMs)).toBeLessThan(50);
  });

  it("says that another tab takes part, also where that one is too busy to answer", async () => {
    const first = await world.open(1);
    const studyId = await create(first);
    world.busySiblings();
    const second = await world.open(1, first.store, [first]);
    expect(second.engine.studies).toEqual([]);
    expect(await second.engine.describe(studyId)).toMatchObject({ joined: false, inOtherTab: true });
  });

  it("takes nothing up in a second tab beside the first, until the person joins there", async () => {
    const first = await world.open(1);
    const studyId = await create(first);
    const a = await watch(first, studyId);
    await world.until(() => a().ownTrialCount >= 1);
    const second = await world.open(1, first.store, [first]);
    expect(second.engine.studies).toEqual([]);
    expect(await second.engine.memberships()).toMatchObject([{ studyId, state: "elsewhere" }]);
    expect(await second.engine.describe(studyId)).toMatchObject({ joined: false, inOtherTab: true });
    expect(await first.engine.describe(studyId)).toMatchObject({ joined: true, inOtherTab: false });
    await world.clock.advance(1_000);
    expect(second.runner.openSlots).toBe(0);
    await world.pass(second.engine.join(studyId, 1));
    const b = await watch(second, studyId);
    await world.until(() => a().state === "finished" && b().state === "finished");
  });

  it("forgets what it left, and knows its own trials when it joins again", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab);
    const a = await watch(tab, studyId);
    await world.until(() => a().state === "finished");
    await world.pass(tab.engine.leave(studyId));
    expect(await tab.engine.memberships()).toEqual([]);
    await expect(tab.engine.watch(studyId, () => {})).rejects.toThrow(/does not take part/);
    await world.close(tab);
    const later = await world.open(1, tab.store);
    expect(await later.engine.memberships()).toEqual([]);
    await world.pass(later.engine.join(studyId, 1));
    const b = await watch(later, studyId);
    await world.clock.advance(5_000);
    expect([b().state, b().ownTrialCount]).toEqual(["finished", 10]);
  });

  it("keeps what it left and what it did there, last first, until the person removes it", async () => {
    const tab = await world.open(1);
    const [first, second] = [
      await create(tab),
      await world.pass(
        tab.engine.createStudy(
          { ...draft, name: "b", objectives: [{ name: "value", direction: "minimize", unit: "km" }] },
          0,
        ),
      ),
    ];
    const a = await watch(tab, first);
    await world.until(() => a().state === "finished");
    await world.pass(tab.engine.leave(first));
    const [left] = await tab.engine.formerStudies();
    const { ownBest } = a();
    expect(left).toMatchObject({ studyId: first, name: "quadratic", unit: "", trials: 10, best: ownBest });
    const { leftAgoMs = Number.NaN, ...leftThere } = left ?? {};
    expect(leftAgoMs).toBeLessThan(1_000);
    await world.clock.advance(1_000);
    await world.pass(tab.engine.leave(second));
    await world.close(tab);

    world.specs.clear();
    const later = await world.open(1, tab.store);
    const nothing = { trials: 0, best: null };
    expect(await later.engine.formerStudies()).toMatchObject([{ studyId: second, unit: "km", ...nothing }, leftThere]);
    expect(await world.pass(later.engine.describe(first))).toMatchObject({
      joined: false,
      contributed: { trials: 10 },
    });
    await world.pass(later.engine.forget(second));
    await world.pass(later.engine.join(first, 1));
    expect(await later.engine.formerStudies()).toEqual([]);
    expect(await later.engine.describe(first)).toMatchObject({ joined: true, contributed: null });
    await expect(world.pass(later.engine.forget(first))).rejects.toThrow(/takes part.*Leave it first/);

    await world.pass(later.engine.leave(first));
    await world.pass(later.engine.forget(first));
    expect(await tab.store.loadMemberships()).toEqual([]);
    expect(await tab.store.loadSegments(first)).toEqual([]);
  });

  it("keeps the studies it left last, and of the others nothing", async () => {
    const tab = await world.open(1);
    const left: StudyId[] = [];
    for (let i = 0; i <= MAX_FORMER_STUDIES; i++) {
      const studyId = await world.pass(tab.engine.createStudy({ ...draft, name: `study ${i}` }, 0));
      await world.pass(tab.engine.leave(studyId));
      await world.clock.advance(10);
      left.unshift(studyId);
    }
    const kept = left.slice(0, MAX_FORMER_STUDIES);
    expect((await tab.engine.formerStudies()).map(({ studyId }) => studyId)).toEqual(kept);
    const stored = await tab.store.loadMemberships();
    expect(new Set(stored.map(({ studyId }) => studyId))).toEqual(new Set(kept));
  });

  it("joins what was described, though the seed has gone since", async () => {
    const author = await world.open(1);
    const studyId = await create(author);
    const volunteer = await world.open(2);
    await world.pass(volunteer.engine.describe(studyId));
    world.specs.clear();
    await volunteer.engine.join(studyId, 1);
    expect(volunteer.engine.studies).toEqual([studyId]);
  });

  it("runs more rounds when a person gives them, to the same end after a reload or after joining again", async () => {
    let tab = await world.open(1);
    const studyId = await create(tab);
    let shown = await watch(tab, studyId);
    await world.until(() => shown().state === "finished");
    await tab.engine.runMoreRounds(studyId);
    await world.clock.advance(120);
    await world.close(tab);
    tab = await world.open(1, tab.store);
    shown = await watch(tab, studyId);
    expect(shown()).toMatchObject({ state: "running", rounds: 4 });
    await world.until(() => shown().state === "finished");
    expect(shown()).toMatchObject({ ownTrialCount: 20, round: 4, progress: 1 });
    await world.pass(tab.engine.leave(studyId));
    await world.pass(tab.engine.join(studyId, 1));
    shown = await watch(tab, studyId);
    await world.until(() => shown().state === "finished");
    expect(shown()).toMatchObject({ ownTrialCount: 20, rounds: 4 });
    await tab.engine.runMoreRounds(studyId);
    await world.until(() => shown().state === "finished" && shown().ownTrialCount === 30);
  });

  it("gives no rounds to a budget that all tabs share", async () => {
    const tab = await world.open(1);
    const budget = { kind: "trials", total: 10, trialsPerRound: 5 } as const;
    const studyId = await world.pass(tab.engine.createStudy({ ...draft, budget }, 1));
    await expect(tab.engine.runMoreRounds(studyId)).rejects.toThrow(/shared by all tabs/);
  });

  it("holds a tab to what it may send while the study runs, after a reload and after joining again", async () => {
    const first = await world.open(1);
    const studyId = await create(first);
    const before = await watch(first, studyId);
    expect(before().uploadBytesPerSecond).toBe(288_000);
    await world.pass(first.engine.limitUpload(studyId, 8_000));
    await world.until(() => before().uploadBytesPerSecond === 8_000);
    await expect(first.engine.limitUpload(studyId, 1_000)).rejects.toThrow(/4 kB/);
    await world.pass(first.engine.goodbye());
    const second = await world.open(1, first.store);
    const after = await watch(second, studyId);
    expect(after().uploadBytesPerSecond).toBe(8_000);
    await world.pass(second.engine.leave(studyId));
    await world.pass(second.engine.join(studyId, 1));
    const again = await watch(second, studyId);
    expect(again().uploadBytesPerSecond).toBe(8_000);
  });

  it("knows after a reload what contributors called themselves who have gone", async () => {
    const author = await world.open(1);
    const studyId = await create(author);
    const volunteer = await world.open(2);
    await world.pass(volunteer.engine.join(studyId, 1));
    const a = await watch(author, studyId);
    await world.until(() => a().trialCount === 20);
    await world.pass(volunteer.engine.leave(studyId));
    await world.clock.advance(10_000);
    const reloaded = await world.open(1, author.store);
    const b = await watch(reloaded, studyId);
    const other = b().peers.find((peer) => !peer.isYou);
    expect(other).toMatchObject({ name: "tab 2", trials: 10, online: false });
  });

  it("leaves in one tab only while another tab of the browser goes on", async () => {
    const siblings: Tab[] = [];
    const first = await world.open(1, undefined, siblings);
    const studyId = await create(first);
    const second = await world.open(1, first.store, [first]);
    siblings.push(second);
    await world.pass(second.engine.join(studyId, 1));
    await world.pass(second.engine.leave(studyId));
    expect(second.engine.studies).toEqual([]);
    expect(await second.engine.memberships()).toMatchObject([{ studyId, state: "elsewhere" }]);
    expect(await second.engine.formerStudies()).toEqual([]);
    expect(await second.engine.describe(studyId)).toMatchObject({ joined: false, inOtherTab: true });
    await world.close(first);
    const reloaded = await world.open(1, first.store, [second]);
    expect((await reloaded.engine.memberships()).map((row) => row.studyId)).toEqual([studyId]);
    const a = await watch(reloaded, studyId);
    await world.until(() => a().state === "finished");
    await world.pass(reloaded.engine.leave(studyId));
    await world.close(reloaded);
    expect((await world.open(1, first.store)).engine.studies).toEqual([]);
  });

  it("has left also where its page is closed before the browser's other tabs have answered", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab);
    world.silenceSiblings();
    void tab.engine.leave(studyId);
    await world.clock.advance(20);
    expect(await tab.store.loadMemberships()).toMatchObject([{ studyId, state: "left", contributed: { trials: 0 } }]);
  });

  describe("of two tabs of the browser that take part", () => {
    let first: Tab;
    let second: Tab;
    let studyId: StudyId;
    beforeEach(async () => {
      const siblings: Tab[] = [];
      first = await world.open(1, undefined, siblings);
      studyId = await create(first);
      second = await world.open(1, first.store, [first]);
      siblings.push(second);
      await world.pass(second.engine.join(studyId, 1));
    });
    const kept = async () => (await first.store.loadMemberships()).map(({ state, cores }) => ({ state, cores }));

    it.each([0, 20, 100, 149])(
      "has left both when the second leaves %i ms after it told the first that it is there",
      async (ms) => {
        world.awaitSiblings(150);
        const leaving = first.engine.leave(studyId);
        await world.clock.advance(ms);
        await world.pass(Promise.all([leaving, second.engine.leave(studyId)]));
        expect(await kept()).toMatchObject([{ state: "left" }]);
        expect((await world.open(1, first.store)).engine.studies).toEqual([]);
      },
    );

    it("keeps the pause of one that is paused while the other leaves", async () => {
      world.awaitSiblings(150);
      const leaving = first.engine.leave(studyId);
      await world.clock.advance(50);
      await second.engine.pause(studyId);
      await world.pass(leaving);
      expect(await kept()).toEqual([{ state: "paused", cores: 1 }]);
    });

    it("goes on at the next visit with the one that stays where two others leave one just after the other", async () => {
      const third = await world.open(1, first.store, [first, second]);
      await world.pass(third.engine.join(studyId, 2));
      world.awaitSiblings(150);
      const leaving = first.engine.leave(studyId);
      await world.clock.advance(20);
      await world.pass(Promise.all([leaving, third.engine.leave(studyId)]));
      expect(await kept()).toMatchObject([{ state: "running" }]);
    });
  });

  it("has left where it was being paused just then", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab);
    const paused = tab.engine.pause(studyId);
    await world.pass(Promise.all([paused, tab.engine.leave(studyId)]));
    expect(await tab.store.loadMemberships()).toMatchObject([{ studyId, state: "left" }]);
    expect(tab.remembered).toEqual([]);
  });

  it("goes on after a reload with its own cores, whatever another tab of the browser chose", async () => {
    const siblings: Tab[] = [];
    const first = await world.open(1, undefined, siblings);
    const studyId = await create(first, 1);
    const second = await world.open(1, first.store, [first]);
    siblings.push(second);
    await world.pass(second.engine.join(studyId, 3));
    await second.engine.pause(studyId);
    await world.pass(second.engine.leave(studyId));
    await world.close(first);
    const reloaded = await world.open(1, first.store, [second]);
    const a = await watch(reloaded, studyId);
    expect(a()).toMatchObject({ state: "running", cores: 1 });
  });

  it("comes back working when one of two tabs of the browser is reloaded, each as it was", async () => {
    const siblings: Tab[] = [];
    const first = await world.open(1, undefined, siblings);
    const studyId = await create(first, 2);
    const second = await world.open(1, first.store, [first]);
    siblings.push(second);
    await world.pass(second.engine.join(studyId, 1));
    await second.engine.pause(studyId);
    await world.close(first);
    const reloaded = await world.open(1, first.store, [second], first.remembered);
    expect(await reloaded.engine.describe(studyId)).toMatchObject({ joined: true });
    expect((await reloaded.engine.memberships()).map((row) => row.studyId)).toEqual([studyId]);
    const a = await watch(reloaded, studyId);
    expect(a()).toMatchObject({ state: "running", cores: 2 });
    await world.close(second);
    const paused = await world.open(1, first.store, [reloaded], second.remembered);
    const b = await watch(paused, studyId);
    expect([b().state, paused.runner.openSlots]).toEqual(["paused", 0]);
    await world.until(() => a().state === "finished" && b().ownTrialCount === 10);
    expect(a().ownTrialCount).toBe(10);
  });

  it("comes back though the browser's other tab left while it was away, and not once it has left itself", async () => {
    const siblings: Tab[] = [];
    const first = await world.open(1, undefined, siblings);
    const studyId = await create(first, 1);
    const second = await world.open(1, first.store, siblings);
    await world.pass(second.engine.join(studyId, 1));
    await world.close(first);
    await world.pass(second.engine.leave(studyId));
    const reloaded = await world.open(1, first.store, [second], first.remembered);
    expect(reloaded.engine.studies).toEqual([studyId]);
    await world.pass(reloaded.engine.leave(studyId));
    expect([reloaded.remembered, second.remembered]).toEqual([[], []]);
    await world.close(reloaded);
    expect((await world.open(1, first.store, [], reloaded.remembered)).engine.studies).toEqual([]);
  });

  it("remembers all of its studies while it takes them up one after the other", async () => {
    const tab = await world.open(1);
    const ids = [await create(tab), await world.pass(tab.engine.createStudy({ ...draft, name: "another" }, 1))];
    await world.close(tab);
    const memory = tab.remembered;
    const again = await world.open(1, tab.store, [], memory);
    expect(again.engine.studies.toSorted()).toEqual(ids.toSorted());
    expect(again.remembered.map(({ studyId }) => studyId)).toEqual(memory.map(({ studyId }) => studyId));
  });

  describe("whose browser kept a study that is not the one it names", () => {
    /** As the store gives back a membership whose text does not have the id's hash. */
    const damaged = (store: IdbSegmentStore): IdbSegmentStore => ({
      ...bound(store),
      loadMemberships: async () =>
        (await store.loadMemberships()).map((kept) => Object.assign({}, kept, { spec: null })),
    });

    it("runs nothing of it, fetches the study from the seed again, and goes on", async () => {
      const tab = await world.open(1);
      const studyId = await create(tab);
      const a = await watch(tab, studyId);
      await world.until(() => a().ownTrialCount >= 3);
      await world.close(tab);
      const again = await world.open(1, damaged(tab.store));
      expect(await world.pass(again.engine.describe(studyId))).toMatchObject({ joined: true, spec: draft });
      const b = await watch(again, studyId);
      await world.until(() => b().state === "finished");
      expect(b().ownTrialCount).toBe(10);
    });

    it("says that the study cannot be had while the seed does not have it, and takes it up on a later visit", async () => {
      const tab = await world.open(1);
      const studyId = await create(tab);
      const [spec] = world.specs.values();
      await world.close(tab);
      world.specs.clear();
      const again = await world.open(1, damaged(tab.store));
      await expect(world.pass(again.engine.describe(studyId))).rejects.toThrow(/not on this seed/);
      expect([again.engine.studies, await again.engine.memberships()]).toEqual([[], []]);
      expect(again.runner.openSlots).toBe(0);
      await world.close(again);
      if (spec !== undefined) world.specs.set(studyId, spec);
      const later = await world.open(1, damaged(tab.store));
      await world.until(() => later.engine.studies.length === 1);
    });

    it("is taken up by a reloaded tab even if nothing at all was kept", async () => {
      const tab = await world.open(1);
      const studyId = await create(tab, 2);
      await world.close(tab);
      const again = await world.open(1, undefined, [], tab.remembered);
      await world.until(() => again.engine.studies.length === 1);
      const a = await watch(again, studyId);
      expect(a()).toMatchObject({ cores: 2 });
    });
  });

  it("is left when both tabs of the browser leave at once", async () => {
    const siblings: Tab[] = [];
    const first = await world.open(1, undefined, siblings);
    const studyId = await create(first);
    const second = await world.open(1, first.store, [first]);
    siblings.push(second);
    await world.pass(second.engine.join(studyId, 1));
    await world.pass(Promise.all([first.engine.leave(studyId), second.engine.leave(studyId)]));
    expect((await world.open(1, first.store)).engine.studies).toEqual([]);
  });

  it("can leave and join again at once", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab);
    const left = tab.engine.leave(studyId);
    const joined = tab.engine.join(studyId, 1);
    await world.pass(Promise.all([left, joined]));
    expect((await tab.engine.memberships()).length).toBe(1);
  });

  it("works on several studies at once and stops one without the other", async () => {
    const tab = await world.open(1);
    const first = await create(tab);
    const second = await world.pass(tab.engine.createStudy({ ...draft, name: "another" }, 1));
    const [a, b] = [await watch(tab, first), await watch(tab, second)];
    await world.until(() => a().ownTrialCount > 0 && b().ownTrialCount > 0);
    await tab.engine.pause(first);
    await world.until(() => b().state === "finished");
    expect(a().state).toBe("paused");
  });

  it("brings a restarted seed the studies it has forgotten", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab);
    world.specs.clear();
    await world.until(() => world.specs.has(studyId));
  });

  it("says with every study that nothing is kept any more", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab, 0);
    const a = await watch(tab, studyId);
    tab.engine.loseStorage("The browser's storage is full.");
    await world.clock.advance(1_000);
    expect(a().reason).toMatch(/^The browser's storage is full\. .*not kept/);
  });

  it("refuses with a sentence what cannot be", async () => {
    const tab = await world.open(1);
    await expect(tab.engine.createStudy({ ...draft, name: "" }, 1)).rejects.toThrow(/cannot be published: .*name/);
    await expect(tab.engine.createStudy(draft, -1)).rejects.toThrow(/cores/);
    const large = { ...draft, resources: { cores: 6, gpu: 0 } };
    await expect(tab.engine.createStudy(large, 2)).rejects.toThrow(/needs 6 cores .* lends 2; lend 6, also if/);
    const typed: StudyDraft = { ...draft, objective: { language: "typescript", source: "(" } };
    await expect(world.pass(tab.engine.createStudy(typed, 1))).rejects.toThrow(/line 2, column 5.*Unexpected token/);
    expect((await tab.engine.testRun(typed, 3)).error).toMatchObject({ line: 2, column: 5 });
    expect(await tab.engine.memberships()).toEqual([]);
    const unknown = "u".repeat(43);
    for (const ask of [tab.engine.pause(unknown), tab.engine.leave(unknown), tab.engine.watch(unknown, () => {})]) {
      await expect(ask).rejects.toThrow(/invite link/);
    }
    await expect(tab.engine.describe("../etc")).rejects.toThrow(/damaged/);
    await expect(world.pass(tab.engine.join(unknown, 1))).rejects.toThrow(/not on this seed/);
  });

  it("publishes trials of more cores than the machine has where the tab is told to lend them, or only watches", async () => {
    const tab = await world.open(1);
    const large = (name: string) => ({ ...draft, name, resources: { cores: 6, gpu: 0 } });
    const lending = await watch(tab, await world.pass(tab.engine.createStudy(large("lending"), 6)));
    const watching = await watch(tab, await world.pass(tab.engine.createStudy(large("watching"), 0)));
    await world.clock.advance(1_000);
    expect(lending()).toMatchObject({ state: "finished", ownTrialCount: 10, cores: 6, maxCores: 4 });
    expect(watching()).toMatchObject({ state: "watching", cores: 0, reason: null });
  });

  it("shows who did what when", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab);
    const a = await watch(tab, studyId);
    await world.until(() => a().trialCount === 10);
    expect(await tab.engine.events(studyId, { after: null, limit: 10 })).toMatchObject({ last: 0, shortTrials: 10 });
    await expect(tab.engine.events(studyId, { after: -1, limit: 10 })).rejects.toThrow(/event/);
    await expect(tab.engine.events("u".repeat(43), { after: null, limit: 10 })).rejects.toThrow(/invite link/);
  });

  it("says that a study breeds no generations where it breeds none", async () => {
    const tab = await world.open(1);
    const studyId = await create(tab, 0);
    expect(await tab.engine.generations(studyId, { since: null })).toBeNull();
    await expect(tab.engine.generationFile(studyId, 0)).rejects.toThrow(/breeds no generations/);
    await expect(tab.engine.playChampion(studyId, 0, 0)).rejects.toThrow(/breeds no generations/);
    await expect(tab.engine.generationFile(studyId, -1)).rejects.toThrow(/no such generation/);
    await expect(tab.engine.playChampion(studyId, 0, 0.5)).rejects.toThrow(/episode/);
    await expect(tab.engine.generations(studyId, { since: -1 })).rejects.toThrow(/revision/);
    await expect(tab.engine.playChampion("u".repeat(43), 0, 0)).rejects.toThrow(/invite link/);
  });

  describe("of a study that breeds generations", () => {
    const bred: StudyDraft = {
      ...draft,
      objective: {
        language: "javascript",
        source: "(trial) => trial.suggestSeeds('genome', { maxLength: 1000 }).length",
      },
      objectives: [{ name: "score", direction: "maximize", unit: "" }],
      sampler: { name: "deepga", population: 12, survivors: 4, champions: 2, sigma: 0.1, validationEpisodes: 2 },
      budget: { kind: "generations", generations: 3, trialsPerRound: 10 },
    };

    it("gives the log, each closed generation's file and its champion's play, also at the end, and refuses what has not closed", async () => {
      const tab = await world.open(1);
      const studyId = await world.pass(tab.engine.createStudy(bred, 1));
      await expect(tab.engine.playChampion(studyId, 0, 0)).rejects.toThrow(/Generation 0 has not closed/);
      const a = await watch(tab, studyId);
      await world.until(() => a().state === "finished");
      const page = await tab.engine.generations(studyId, { since: null });
      expect(page).toMatchObject({ closed: 3, rows: [{ generation: 2 }, { generation: 1 }, { generation: 0 }] });
      expect(await tab.engine.generations(studyId, { since: page?.revision ?? null })).toBeNull();

      const file = await tab.engine.generationFile(studyId, 2);
      expect(String.fromCharCode(...file.subarray(0, 2))).toBe("PK");
      expect(file).not.toEqual(await tab.engine.generationFile(studyId, 1));
      await expect(tab.engine.generationFile(studyId, 3)).rejects.toThrow(/Generation 3 has not closed/);

      const play = await world.pass(tab.engine.playChampion(studyId, 2, 0));
      expect(play).toMatchObject({ generation: 2, episode: 0, error: null, seeds: page?.rows[0]?.seeds });
      expect(play.value).toBe(play.seeds);
      expect(tab.runner.openSlots).toBe(0);
    });

    it("plays while it only watches or is paused, one champion at a time, and stops when the study is left", async () => {
      const tab = await world.open(1);
      const studyId = await world.pass(tab.engine.createStudy(bred, 1));
      const a = await watch(tab, studyId);
      await world.until(() => (a().generations?.closed ?? 0) > 0);
      await tab.engine.pause(studyId);
      expect(await world.pass(tab.engine.playChampion(studyId, 0, 7))).toMatchObject({ episode: 7, value: 1 });
      const [first, second] = [tab.engine.playChampion(studyId, 0, 0), tab.engine.playChampion(studyId, 0, 1)];
      await expect(first).rejects.toThrow(/stopped/);
      const stopped = expect(second).rejects.toThrow(/stopped/);
      await tab.engine.stopPlay();
      await stopped;
      const third = expect(tab.engine.playChampion(studyId, 0, 2)).rejects.toThrow(/stopped/);
      await world.pass(tab.engine.leave(studyId));
      await third;
      expect(tab.runner.openSlots).toBe(0);
    });
  });

  it("tests an objective without telling anybody", async () => {
    const tab = await world.open(1);
    const { trials, error } = await world.pass(tab.engine.testRun(draft, 3));
    expect(error).toBeNull();
    expect(trials.map(({ state }) => state)).toEqual(["complete", "complete", "complete"]);
    expect(new Set(trials.map(({ params }) => params["x"])).size).toBe(3);
    expect(world.specs.size).toBe(0);
    expect(tab.runner.openSlots).toBe(0);
  });
});
