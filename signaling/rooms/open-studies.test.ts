import { describe, expect, it } from "vitest";
import type { StudySpec } from "../../study/spec/spec.ts";
import { testSpec } from "../testing/test-spec.ts";
import { MAX_LISTED, MAX_LISTED_PER_NETWORK, openStudies } from "./open-studies.ts";
import { Rooms } from "./rooms.ts";
import { SpecShelf } from "./spec-shelf.ts";

function open() {
  const rooms = new Rooms(() => 0.5);
  const shelf = new SpecShelf();
  let members = 0;
  const study = (
    studyId: string,
    spec: StudySpec,
    says: readonly (readonly [best: number | null, trials: number, peers: number])[],
    network?: string,
  ) => {
    shelf.put(studyId, spec, new Uint8Array(10), network ?? `n${members + 1}`, 0);
    for (const [best, trials, peers] of says)
      rooms.announce(studyId, `m${members++}`, { best, trials, peers }, network ?? `n${members}`, 0);
  };
  return { rooms, shelf, study };
}

describe("the list of open studies", () => {
  it("shows the listed ones somebody works on, those from the most networks first", () => {
    const { rooms, shelf, study } = open();
    study("quiet", testSpec("Quiet", { objectives: [{ name: "value", direction: "minimize", unit: "km/s" }] }), [
      [2.5, 10, 1],
    ]);
    study("busy", testSpec("Busy"), [
      [1, 90, 3],
      [1, 90, 3],
      [1, 90, 3],
    ]);
    study("hidden", testSpec("Hidden", { listed: false }), [[1, 9, 1]]);
    study("deserted", testSpec("Deserted"), []);
    study("hopeless", testSpec("Hopeless"), [
      [null, 40, 2],
      [null, 40, 2],
    ]);
    rooms.announce("without spec", "x", { best: 1, trials: 1, peers: 1 }, "n", 0);
    const list = openStudies(rooms, shelf, null);
    expect(list.map(({ name }) => name)).toEqual(["Busy", "Quiet"]);
    expect(list[1]).toEqual({
      studyId: "quiet",
      name: "Quiet",
      unit: "km/s",
      direction: "minimize",
      networks: 1,
      best: 2.5,
      trials: 10,
      peers: 1,
    });
  });

  it("counts the seed's own archive as nobody, unless it is alone", () => {
    const { rooms, shelf, study } = open();
    rooms.archive = "m0";
    study("a", testSpec("Kept"), [
      [1, 20, 0],
      [1, 90, 3],
    ]);
    const [both] = openStudies(rooms, shelf, null);
    expect([both?.networks, both?.trials, both?.peers]).toEqual([1, 90, 3]);
    rooms.leave("a", "m1");
    expect(openStudies(rooms, shelf, null)[0]?.trials).toBe(20);
  });

  it("leads with the demonstration, alone or not, and shows it once", () => {
    const { rooms, shelf, study } = open();
    shelf.pin("demo", testSpec("Demonstration"), new Uint8Array(10));
    study("busy", testSpec("Busy"), [[1, 90, 3]]);
    expect(openStudies(rooms, shelf, "demo").map(({ name, trials }) => [name, trials])).toEqual([
      ["Demonstration", 0],
      ["Busy", 90],
    ]);
    rooms.announce("demo", "visitor", { best: 0.1, trials: 4, peers: 1 }, "n", 0);
    expect(openStudies(rooms, shelf, "demo").map(({ name, trials }) => [name, trials])).toEqual([
      ["Demonstration", 4],
      ["Busy", 90],
    ]);
  });

  const liar = [-1e300, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const;

  it("believes no single member", () => {
    const { rooms, shelf, study } = open();
    study("three", testSpec("Three"), [[5, 100, 3], [4, 101, 3], liar]);
    study("two", testSpec("Two"), [[5, 100, 2], liar]);
    study("maximized", testSpec("Maximized", { objectives: [{ name: "value", direction: "maximize", unit: "" }] }), [
      [5, 100, 2],
      [1e300, 100, 2],
    ]);
    const best = Object.fromEntries(
      openStudies(rooms, shelf, null).map((line) => [line.name, [line.best, line.trials, line.peers]]),
    );
    expect(best).toEqual({ Three: [4, 101, 3], Two: [5, 100, 2], Maximized: [5, 100, 2] });
  });

  it("leaves out members that know no value yet, and is bounded", () => {
    const { rooms, shelf, study } = open();
    study("young", testSpec("Young"), [
      [null, 0, 3],
      [null, 0, 3],
      [7, 2, 3],
    ]);
    expect(openStudies(rooms, shelf, null)[0]?.best).toBe(7);
    for (let i = 0; i < MAX_LISTED + 5; i++) study(`s${i}`, testSpec(`S${i}`), [[1, 1, 1]]);
    expect(openStudies(rooms, shelf, null)).toHaveLength(MAX_LISTED);
  });

  it("gives each network one voice, however many tabs it sends", () => {
    const { rooms, study } = open();
    const shelf = new SpecShelf();
    study("study", testSpec("Study"), []);
    shelf.put("study", testSpec("Study"), new Uint8Array(10), "author's", 0);
    const [best, trials, peers] = liar;
    for (let i = 0; i < 3; i++) rooms.announce("study", `liar ${i}`, { best, trials, peers }, "liar's", 0);
    rooms.announce("study", "honest", { best: 5, trials: 100, peers: 2 }, "author's", 0);
    expect(openStudies(rooms, shelf, null)[0]).toMatchObject({ networks: 2, best: 5, trials: 100, peers: 2 });
  });

  describe("with 200 studies of one network beside one honest study", () => {
    /** Claims all there is to claim. */
    const spam = (study: ReturnType<typeof open>["study"], tabs: number) => {
      for (let i = 0; i < 200; i++) {
        study(
          `spam ${i}`,
          testSpec(`Spam ${i}`),
          Array.from({ length: tabs }, () => liar),
          "spammer's",
        );
      }
    };

    it("shows the honest one second at the latest, and a tenth of its places to the other network", () => {
      const { rooms, shelf, study } = open();
      spam(study, 2);
      study("honest", testSpec("Honest"), [[3, 20, 1]], "honest");
      const names = openStudies(rooms, shelf, null).map(({ name }) => name);
      expect(names.indexOf("Honest")).toBeLessThanOrEqual(1);
      expect(names).toHaveLength(1 + MAX_LISTED_PER_NETWORK);
      expect(MAX_LISTED_PER_NETWORK / MAX_LISTED).toBe(0.1);
    });

    it("leads with the honest one as soon as two networks work on it", () => {
      const { rooms, shelf, study } = open();
      spam(study, 2);
      study("honest", testSpec("Honest"), [[3, 20, 1]], "honest");
      rooms.announce("honest", "volunteer", { best: 3, trials: 20, peers: 2 }, "another", 0);
      expect(openStudies(rooms, shelf, null)[0]).toMatchObject({ name: "Honest", networks: 2 });
    });

    it("still lists the honest ones of a full list, each before anybody's second", () => {
      const { rooms, shelf, study } = open();
      spam(study, 1);
      for (let i = 0; i < 150; i++) study(`h${i}`, testSpec(`Honest ${i}`), [[3, 20, 1]], `network ${i}`);
      const names = openStudies(rooms, shelf, null).map(({ name }) => name);
      expect(names.slice(0, 151).filter((name) => name.startsWith("Honest"))).toHaveLength(150);
      expect(names.filter((name) => name.startsWith("Spam"))).toHaveLength(MAX_LISTED_PER_NETWORK);
    });
  });
});
