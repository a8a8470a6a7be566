import type { ListedStudy } from "../../app/seed-api.ts";
import { STUDY_ID } from "./fake-study.ts";
import type { Scenario } from "./scenario.ts";

const LISTED: readonly ListedStudy[] = [
  ["Cassini: Earth to Saturn", "km/s", "minimize", 4.9312, 48_391, 61],
  ["Quieter drone rotor", "dB", "minimize", 41.7, 9412, 38],
  ["LJ-38 cluster", "ε", "minimize", -173.252378, 1_880_214, 17],
  ["Sourdough schedule", "× rise", "maximize", 2.84, 611, 24],
  ["Bus timetable, line 4", "min", "minimize", null, 0, 1],
].map(([name, unit, direction, best, trials, peers], i) => ({
  studyId: i === 0 ? STUDY_ID : String.fromCharCode(66 + i).repeat(43),
  name: name as string,
  unit: unit as string,
  direction: direction as "minimize" | "maximize",
  best: best as number | null,
  networks: Math.ceil((peers as number) / 2),
  trials: trials as number,
  peers: peers as number,
}));

/** Answers the seed's HTTP API inside the page. */
export function answerSeed(scenario: Scenario): void {
  const real = window.fetch;
  window.fetch = async (input, init) => {
    const path = typeof input === "string" ? input : input instanceof URL ? input.pathname : input.url;
    if (!path.startsWith("/api/")) return real(input, init);
    if (scenario === "seed-away" || scenario === "offline") throw new TypeError("Failed to fetch");
    if (path === "/api/info") {
      return Response.json({
        version: "0.1.0",
        lanUrls: ["http://192.168.1.23:9000"],
      });
    }
    return Response.json(scenario === "empty" ? [] : scenario === "long" ? LISTED.map(lengthened) : LISTED);
  };
}

const lengthened = (study: ListedStudy): ListedStudy => ({
  ...study,
  name: `${study.name} ${"and a very long tail without end ".repeat(6)}${"W".repeat(90)}`,
  unit: "kilometres per second",
  best: -1234567.890123456,
});
