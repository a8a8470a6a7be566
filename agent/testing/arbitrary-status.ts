import fc from "fast-check";
import { categoricalDistribution, floatDistribution, intDistribution } from "../../study/space/distribution.ts";
import type { SearchSpace } from "../../study/space/search-space.ts";
import type { LiveState } from "../../study/trial/trial.ts";
import {
  ACTIVITIES,
  type Lease,
  MAX_TOLD_CELLS,
  MAX_TOLD_LEASES,
  MAX_TOLD_SECONDS,
  type PeerStatus,
} from "../tell/status-codec.ts";

/** What the leases are in. */
export const leaseSpace: SearchSpace = {
  names: ["x", "layers", "kind"],
  distributions: [floatDistribution(-1, 1), intDistribution(1, 9), categoricalDistribution(["relu", null, -0.5])],
};
const place = fc.record({
  number: fc.nat(),
  state: fc.constantFrom<LiveState>("running", "waiting", "paused"),
  space: fc.constant(leaseSpace),
  params: fc.tuple(
    // No parameter is ever -0.
    fc.double({ min: -1, max: 1, noNaN: true }).map((x) => x + 0),
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom("relu", null, -0.5),
  ),
});
const report = fc.oneof(
  fc.record({ step: fc.nat(Number.MAX_SAFE_INTEGER), value: fc.double({ noNaN: true }).map((value) => value + 0) }),
  fc.constant({ step: null, value: null }),
);
const lease: fc.Arbitrary<Lease> = fc
  .tuple(place, fc.option(fc.nat(MAX_TOLD_SECONDS)), report)
  .map(([at, seconds, reported]) => Object.assign({}, at, { seconds }, reported));
/** What a peer says of itself. */
export const arbitraryStatus: fc.Arbitrary<PeerStatus> = fc.record(
  {
    name: fc.string({ unit: "grapheme", maxLength: 20 }).filter((name) => name.length <= 60),
    cores: fc.nat(1_024),
    activity: fc.constantFrom(...ACTIVITIES),
    round: fc.nat(),
    runningCount: fc.nat(),
    leases: fc.array(lease, { maxLength: MAX_TOLD_LEASES }),
    startPoints: fc.array(fc.nat(999), { minLength: 1, maxLength: 64 }),
    breeding: fc.record({
      evaluations: fc.nat(Number.MAX_SAFE_INTEGER),
      generation: fc.nat(1_000),
      cells: fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(MAX_TOLD_SECONDS)), { maxLength: MAX_TOLD_CELLS }),
    }),
  },
  { requiredKeys: ["name", "cores", "activity", "round", "runningCount", "leases"] },
);
