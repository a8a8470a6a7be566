import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../../study/rng.ts";
import { MAX_MEMBERS, MAX_SAMPLE } from "./room.ts";
import { MAX_ROOMS, MAX_ROOMS_PER_ADDRESS, MAX_ROOMS_PER_NETWORK, MEMBER_EXPIRES_MS, Rooms } from "./rooms.ts";

const nothing = { best: null, trials: 0, peers: 1 };

function open(seed = 1, isDeaf?: (address: string) => boolean) {
  const rng = rngFromSeed(seed);
  const rooms = new Rooms(() => rng.next(), isDeaf);
  const announce = (room: string, address: string, nowMs = 0, network = "net") =>
    rooms.announce(room, address, nothing, network, nowMs);
  const sampleFor = (room: string, address: string, nowMs = 0): readonly string[] => {
    const announced = announce(room, address, nowMs);
    if (!announced.ok) throw new Error(announced.reason);
    return announced.addresses;
  };
  return { rooms, announce, sampleFor };
}

describe("a room", () => {
  it("names everybody else while they are few, and never the one who asks", () => {
    const { announce, sampleFor } = open();
    for (const address of ["a", "b", "c"]) announce("study", address);
    announce("other study", "d");
    expect([...sampleFor("study", "a")].sort()).toEqual(["b", "c"]);
    expect(sampleFor("other study", "d")).toEqual([]);
  });

  it("gives a sample of different members, of those that have been reached each as likely as any other", () => {
    const { announce, rooms, sampleFor } = open(7);
    const members = Array.from({ length: 200 }, (_, i) => `m${i}`);
    for (const member of members) {
      announce("study", member);
      rooms.answered(member, "net");
    }
    const drawn = new Map<string, number>();
    const rounds = 2_000;
    for (let i = 0; i < rounds; i++) {
      const sample = sampleFor("study", "m0");
      expect(new Set(sample).size).toBe(MAX_SAMPLE);
      for (const address of sample) drawn.set(address, (drawn.get(address) ?? 0) + 1);
    }
    expect(drawn.has("m0")).toBe(false);
    const expected = (rounds * MAX_SAMPLE) / 199;
    const chiSquared = members.slice(1).reduce((sum, m) => sum + ((drawn.get(m) ?? 0) - expected) ** 2 / expected, 0);
    // 198 degrees of freedom: the 99.9 % quantile is 264.
    expect(chiSquared).toBeLessThan(264);
  });

  it("forgets members that stop announcing themselves, and closes when nobody is left", () => {
    const { rooms, announce, sampleFor } = open();
    announce("study", "silent", 0);
    announce("study", "alive", MEMBER_EXPIRES_MS - 1);
    expect(sampleFor("study", "alive", MEMBER_EXPIRES_MS - 1)).toEqual(["silent"]);
    expect(sampleFor("study", "alive", MEMBER_EXPIRES_MS)).toEqual([]);
    rooms.expire(MEMBER_EXPIRES_MS);
    expect(rooms.summaries("study").flat()).toHaveLength(1);
    rooms.expire(2 * MEMBER_EXPIRES_MS);
    expect(rooms.has("study")).toBe(false);
    expect(rooms.counts()).toEqual({ rooms: 0, addresses: 0 });
  });

  it("loses a member that leaves, or whose connection is gone", () => {
    const { rooms, announce, sampleFor } = open();
    for (const address of ["a", "b", "c", "d"]) announce("study", address);
    announce("other", "b");
    rooms.leave("study", "a");
    rooms.leave("study", "nobody");
    rooms.leaveAll("b");
    expect(sampleFor("study", "c")).toEqual(["d"]);
    expect(rooms.has("other")).toBe(false);
  });

  it("keeps what a member said last", () => {
    const { rooms } = open();
    rooms.announce("study", "a", { best: 3, trials: 1, peers: 1 }, "net", 0);
    rooms.announce("study", "a", { best: 2, trials: 5, peers: 2 }, "net", 1);
    expect(rooms.summaries("study")).toEqual([[{ best: 2, trials: 5, peers: 2 }]]);
  });

  it("counts the networks its members come from, each once, as they come, move and go", () => {
    const { announce, rooms } = open();
    const networks = () => rooms.networks("study");
    announce("study", "a", 0, "one");
    announce("study", "b", 0, "one");
    announce("study", "c", 0, "two");
    expect([networks(), rooms.summaries("study").map(({ length }) => length)]).toEqual([2, [2, 1]]);
    announce("study", "b", 1, "three");
    announce("study", "b", 2, "three");
    expect(networks()).toBe(3);
    rooms.leave("study", "c");
    expect(networks()).toBe(2);
    rooms.leaveAll("b");
    expect(networks()).toBe(1);
    rooms.leave("study", "a");
    expect([networks(), rooms.summaries("study")]).toEqual([0, []]);
  });

  it("has a bounded number of members, and still helps those beyond it", () => {
    const { rooms, sampleFor } = open();
    for (let i = 0; i < MAX_MEMBERS + 10; i++) expect(sampleFor("study", `m${i}`).length).toBe(Math.min(i, MAX_SAMPLE));
    expect(rooms.size("study")).toBe(MAX_MEMBERS);
  });
});

describe("who is named to a newcomer", () => {
  const many = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name}${i}`);

  it("is first who has answered somebody, whoever else is there; and some who have not, or nobody ever could", () => {
    const { announce, rooms, sampleFor } = open();
    for (const address of [...many(200, "dead"), "a", "b", ...many(200, "late")]) announce("study", address);
    for (const address of ["a", "b"]) rooms.answered(address, "net");
    for (let i = 0; i < 20; i++) {
      const told = sampleFor("study", "newcomer");
      expect(told.slice(0, 2).sort()).toEqual(["a", "b"]);
      expect(told.length).toBe(8);
    }
    for (const address of many(100, "dead")) rooms.answered(address, "net");
    const told = sampleFor("study", "newcomer");
    expect(told.length).toBe(MAX_SAMPLE);
    expect(told.filter((address) => address.startsWith("late") || Number(address.slice(4)) >= 100)).toHaveLength(4);
  });

  it("is, while nobody has answered anybody, who came first and who came last among them", () => {
    const { announce, rooms, sampleFor } = open();
    for (const address of ["author", ...many(400, "dead"), "late"]) announce("study", address);
    expect(sampleFor("study", "newcomer").slice(0, 2)).toEqual(["author", "late"]);
    // Where the first ones were tried in vain, others get their turn.
    for (const address of many(300, "dead")) rooms.leftUnanswered(address);
    rooms.leftUnanswered("author");
    expect(sampleFor("study", "another")[0]).toBe("dead300");
  });

  it("has to have answered tabs of several networks to come before its neighbours, not many of one", () => {
    const { announce, rooms, sampleFor } = open();
    const [liars, honest] = [many(100, "liar"), many(10, "honest")];
    for (const address of [...liars, ...honest]) announce("study", address, 0, "one");
    for (const liar of liars) for (let i = 0; i < 20; i++) rooms.answered(liar, "one");
    for (const address of honest) for (const network of ["one", "two"]) rooms.answered(address, network);
    const told = many(50, "newcomer").flatMap((newcomer) => {
      const sample = sampleFor("study", newcomer);
      rooms.leave("study", newcomer);
      return sample.slice(0, 4);
    });
    // 10 of 110 by chance: 18.
    expect(told.filter((address) => address.startsWith("honest")).length).toBeGreaterThan(120);
  });

  it("comes from every network in turn, whatever the members of one have answered each other", () => {
    const { announce, rooms, sampleFor } = open();
    for (const address of many(400, "liar")) {
      announce("study", address, 0, "one");
      for (const network of ["one", "two"]) rooms.answered(address, network);
    }
    for (const address of many(3, "honest")) {
      announce("study", address, 0, "three");
      rooms.answered(address, "three");
    }
    const told = sampleFor("study", "newcomer");
    expect(told.filter((address) => address.startsWith("honest"))).toHaveLength(3);
    expect(told.slice(0, 2).filter((address) => address.startsWith("honest"))).toHaveLength(1);
    // The share is one network's only while others want in.
    expect(told.length).toBe(MAX_SAMPLE);
  });

  it("begins with two whose networks were there before a crowd came, whatever its keys have answered each other", () => {
    const { announce, rooms, sampleFor } = open();
    const comes = (address: string): void => {
      announce("study", address, 0, `network of ${address}`);
      for (const network of ["one", "two"]) rooms.answered(address, network);
    };
    for (const address of [...many(3, "old"), ...many(12, "crowd")]) comes(address);
    for (const newcomer of many(20, "newcomer")) {
      const told = sampleFor("study", newcomer);
      rooms.leave("study", newcomer);
      expect(told).toHaveLength(15);
      expect(told.slice(0, 2).every((address) => address.startsWith("old"))).toBe(true);
    }
    // Of many each is among those that are told, and so among the first of them.
    for (const address of many(100, "later")) comes(address);
    const first = many(60, "newcomer").flatMap((newcomer) => {
      const told = sampleFor("study", newcomer);
      rooms.leave("study", newcomer);
      return told.slice(0, 2);
    });
    expect(new Set(first).size).toBeGreaterThan(20);
  });

  it("is what the seed saw in another room, too, and forgotten with the address", () => {
    const { announce, rooms, sampleFor } = open();
    for (const address of ["a", "b", "c"]) announce("study", address);
    rooms.answered("c", "net");
    for (const address of ["a", "b", "c"]) announce("other", address);
    expect(sampleFor("other", "newcomer")[0]).toBe("c");
    rooms.leaveAll("c");
    announce("study", "c");
    rooms.answered("b", "net");
    expect(sampleFor("study", "a")[0]).toBe("b");
  });

  it("has none that is deaf, however many it has answered, but where there are few others, and then last", () => {
    const { announce, rooms, sampleFor } = open(3, (address) => address.startsWith("deaf"));
    for (const address of many(100, "deaf")) {
      announce("study", address);
      for (const network of ["one", "two"]) rooms.answered(address, network);
    }
    for (const address of many(3, "hearing")) announce("study", address);
    const few = sampleFor("study", "newcomer");
    expect(few.slice(0, 3).every((address) => address.startsWith("hearing"))).toBe(true);
    expect(few.slice(3).map((address) => address.slice(0, 4))).toEqual(["deaf", "deaf", "deaf", "deaf", "deaf"]);
    for (const address of many(20, "more")) announce("study", address);
    expect(sampleFor("study", "newcomer").filter((address) => address.startsWith("deaf"))).toEqual([]);
  });

  it("gets a place in a full room, if its network has fewer than another; of that, who was never reached goes", () => {
    const { announce, rooms, sampleFor } = open();
    for (const address of many(10, "honest")) {
      announce("study", address, 0, "crowded");
      rooms.answered(address, "net");
    }
    for (const address of many(MAX_MEMBERS - 10, "dead")) announce("study", address, 0, "crowded");
    announce("study", "one more", 0, "crowded");
    for (const address of many(20, "a")) announce("study", address, 0, "a");
    for (const address of many(20, "b")) announce("study", address, 0, "b");
    expect([rooms.size("study"), rooms.networks("study")]).toEqual([MAX_MEMBERS, 3]);
    expect(rooms.summaries("study").map(({ length }) => length)).toEqual([MAX_MEMBERS - 40, 20, 20]);
    expect(sampleFor("study", "a0").slice(0, 10).sort()).toEqual(many(10, "honest"));
    expect(rooms.counts().addresses).toBe(MAX_MEMBERS);
  });
});

describe("rooms", () => {
  it("are bounded for one address", () => {
    const { announce, rooms } = open();
    for (let i = 0; i < MAX_ROOMS_PER_ADDRESS; i++) expect(announce(`study ${i}`, "a").ok).toBe(true);
    expect(announce("one more", "a")).toEqual({ ok: false, reason: "too-many-studies" });
    expect(announce("study 0", "a").ok).toBe(true);
    rooms.leave("study 1", "a");
    expect(announce("one more", "a").ok).toBe(true);
  });

  it("are bounded for one network, until some of its rooms are empty", () => {
    const { announce, rooms } = open();
    for (let i = 0; i < MAX_ROOMS_PER_NETWORK; i++) announce(`study ${i}`, `a${i}`, 0, "greedy");
    expect(announce("one more", "b", 0, "greedy")).toEqual({ ok: false, reason: "too-many-rooms" });
    expect(announce("study 0", "b", 0, "greedy").ok).toBe(true);
    expect(announce("one more", "c", 0, "other").ok).toBe(true);
    rooms.leaveAll("a1");
    expect(announce("yet another", "b", 0, "greedy").ok).toBe(true);
  });

  it("are bounded in all", () => {
    const { announce, rooms } = open();
    for (let i = 0; i < MAX_ROOMS; i++) expect(announce(`study ${i}`, `a${i}`, 0, `net ${i % 100}`).ok).toBe(true);
    expect(announce("one more", "late", 0, "new net")).toEqual({ ok: false, reason: "too-many-rooms" });
    expect(rooms.counts().rooms).toBe(MAX_ROOMS);
  });
});
