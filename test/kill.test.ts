// Twenty starts of a seed, of a second and a half of CPU each: on two cores that forty programs shared they took five minutes.
import { expect, it } from "vitest";
import { killRounds } from "../bench/kill/kill-rounds.ts";

it("a seed that is killed twenty times under load loses nothing that it acknowledged, has nothing twice, and needs no repair", async () => {
  const moments = [0.1, 0.9, 0.4, 0.7, 0.2, 0.5];
  let next = 0;
  const report = await killRounds(20, () => moments[next++ % moments.length] ?? 0);
  expect(report).toMatchObject({ lost: 0, doubled: 0 });
  expect(report.acknowledged).toBeGreaterThan(20);
}, 1_200_000);
