import { describe, expect, it } from "vitest";
import type { StudySpec } from "../../study/spec/spec.ts";
import { testSpec } from "../testing/test-spec.ts";
import { MAX_LISTED, openStudies } from "./open-studies.ts";
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
  ) => {
    shelf.put(studyId, spec, new Uint8Array(10), 0);
    for (const [best, trials, peers] of says)
      rooms.announce(studyId, `m${members++}`, { best, trials, peers }, `n${members}`, 0);
  };
  return { rooms, shelf, study };
}

describe("the list of open studies", () => {
  it("shows the listed ones somebody works on, the busiest first", () => {
    const { rooms, shelf, study } = open();
    study("quiet", testSpec("Quiet", { unit: "km/s" }), [[2.5, 10, 1]]);
    study("busy", testSpec("Busy"), [
      [1, 90, 3],
      [1, 90, 3],
      [1, 90, 3],
    ]);
    study("hidden", testSpec("Hidden", { listed: false }), [[1, 9, 1]]);
    study("deserted", testSpec("Deserted"), []);
    rooms.announce("without spec", "x", { best: 1, trials: 1, peers: 1 }, "n", 0);
    const list = openStudies(rooms, shelf, null);
    expect(list.map(({ name }) => name)).toEqual(["Busy", "Quiet"]);
    expect(list[1]).toEqual({
      studyId: "quiet",
      name: "Quiet",
      unit: "km/s",
      direction: "minimize",
      best: 2.5,
      trials: 10,
      peers: 1,
    });
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
    study("maximized", testSpec("Maximized", { directions: ["maximize"] }), [
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
});
