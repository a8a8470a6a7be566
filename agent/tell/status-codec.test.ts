import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { categoricalDistribution, floatDistribution, intDistribution } from "../../study/space/distribution.ts";
import { EMPTY_SPACE, type SearchSpace, type TrialSpace } from "../../study/space/search-space.ts";
import {
  permutationDistribution,
  seedsDistribution,
  simplexDistribution,
} from "../../study/space/vector-distribution.ts";
import { MAX_STATUS_BODY_BYTES } from "../../swarm/presence/status.ts";
import { arbitraryStatus, leaseSpace } from "../testing/arbitrary-status.ts";
import {
  decodeStatus,
  encodeStatus,
  type Lease,
  MAX_TOLD_LEASES,
  NO_PROGRESS,
  type PeerStatus,
} from "./status-codec.ts";

describe("what a peer says of itself", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(arbitraryStatus, (told) => {
        expect(decodeStatus(encodeStatus(told))).toEqual({ ok: true, value: told });
      }),
    );
  });

  it("tells the lists that running trials have", () => {
    const listed: TrialSpace = {
      names: ["order", "x", "mix", "seeds"],
      distributions: [
        permutationDistribution(3),
        floatDistribution(0, 1),
        simplexDistribution(2),
        seedsDistribution(4),
      ],
    };
    const leases: Lease[] = [
      {
        number: 1,
        state: "running",
        seconds: 71,
        step: 3,
        value: -0.25,
        space: listed,
        params: [[2, 0, 1], 0.5, [0.1, 0.9], [7]],
      },
      {
        number: 2,
        state: "waiting",
        ...NO_PROGRESS,
        space: listed,
        params: [[0, 1, 2], 1, [1, 0], [0, 2 ** 32 - 1, 5, 5]],
      },
    ];
    const told: PeerStatus = { name: "", cores: 1, activity: "running", round: 0, runningCount: 2, leases };
    expect(decodeStatus(encodeStatus(told))).toEqual({ ok: true, value: told });
    for (const wrong of [
      [[0, 0, 1], 1, [1, 0], [1]],
      [[0, 1, 2], 1, [1, 1], [1]],
      [[0, 1, 2], 1, [1, 0], []],
    ]) {
      const bad = encodeStatus({
        ...told,
        leases: [{ number: 3, state: "paused", ...NO_PROGRESS, space: listed, params: wrong }],
      });
      expect(decodeStatus(bad)).toMatchObject({
        ok: false,
        reason: expect.stringContaining("outside their distributions"),
      });
    }
  });

  it("never makes the reader throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeStatus(bytes).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(arbitraryStatus, fc.nat(), fc.integer({ min: 0, max: 255 }), (told, at, byte) => {
        const bytes = encodeStatus(told).slice();
        bytes[at % bytes.length] = byte;
        const read = decodeStatus(bytes);
        if (read.ok) expect(decodeStatus(encodeStatus(read.value)).ok).toBe(true);
      }),
    );
  });

  it("always fits: what is too large is left out, name and counts last", () => {
    const wide: SearchSpace = {
      names: Array.from({ length: 60 }, (_, i) => `parameter number ${i} of sixty`),
      distributions: Array.from({ length: 60 }, () => floatDistribution(0, 1)),
    };
    const params = wide.names.map(() => 0.5);
    const leases = Array.from(
      { length: 500 },
      (_, number): Lease => ({ number, state: "running", ...NO_PROGRESS, space: wide, params }),
    );
    const told: PeerStatus = {
      name: "n".repeat(500),
      cores: 2,
      activity: "running",
      round: 3,
      runningCount: 500,
      leases,
    };
    const bytes = encodeStatus(told);
    expect(bytes.length).toBeLessThanOrEqual(MAX_STATUS_BODY_BYTES);
    const read = decodeStatus(bytes);
    expect(read.ok && [read.value.runningCount, read.value.leases.length > 0]).toEqual([500, true]);
  });

  it("does not tell parameters of another space as if they were of the first", () => {
    const other: SearchSpace = { names: ["z"], distributions: [floatDistribution(0, 1)] };
    const leases: Lease[] = [
      { number: 1, state: "running", ...NO_PROGRESS, space: leaseSpace, params: [0.5, 3, null] },
      { number: 2, state: "running", ...NO_PROGRESS, space: other, params: [0.5] },
    ];
    const read = decodeStatus(
      encodeStatus({ name: "", cores: 1, activity: "running", round: 0, runningCount: 2, leases }),
    );
    expect(read.ok && read.value.leases).toEqual([
      leases[0],
      { number: 2, state: "running", ...NO_PROGRESS, space: EMPTY_SPACE, params: [] },
    ]);
  });

  it("tells points of one space that were proposed in two", () => {
    const known: SearchSpace = { names: ["x"], distributions: [categoricalDistribution([0, 1, 2])] };
    const own: SearchSpace = { names: ["x"], distributions: [intDistribution(0, 1)] };
    const at = (space: SearchSpace, x: number): Lease => ({
      number: x,
      state: "running",
      ...NO_PROGRESS,
      space,
      params: [x],
    });
    const told = [at(known, 0), at(own, 1)];
    const outside = at(known, 2);
    const status = { name: "", cores: 3, activity: "running", round: 0, runningCount: 3 } as const;
    const paramsOf = (leases: readonly Lease[]) => {
      const read = decodeStatus(encodeStatus({ ...status, leases }));
      return read.ok ? read.value.leases.map(({ params }) => params) : [];
    };
    expect(paramsOf([...told, outside])).toEqual([[0], [1], [2]]);
    expect(paramsOf([...told.toReversed(), outside])).toEqual([[1], [0], []]);
  });

  it("leaves out how far trials are before it leaves out a trial", () => {
    const names = Array.from({ length: 11 }, (_, i) => `parameter ${i}`);
    const space: SearchSpace = { names, distributions: names.map(() => floatDistribution(0, 1)) };
    const leases = Array.from({ length: MAX_TOLD_LEASES }, (_, number): Lease => {
      return { number, state: "running", space, params: names.map(() => 0.5), ...FAR };
    });
    const status = { name: "", cores: 1, activity: "running", round: 0, runningCount: 40 } as const;
    const told = (count: number) => {
      const read = decodeStatus(encodeStatus({ ...status, leases: leases.slice(0, count) }));
      return read.ok ? read.value.leases : [];
    };
    expect(told(MAX_TOLD_LEASES)).toEqual(leases.map((lease) => ({ ...lease, ...NO_PROGRESS })));
    expect(told(20)).toEqual(leases.slice(0, 20));
  });

  it("does not believe half a report", () => {
    for (const half of [{ step: 3 }, { value: 3 }]) {
      const lease: Lease = { number: 1, state: "running", space: EMPTY_SPACE, params: [], ...NO_PROGRESS, ...half };
      const bytes = encodeStatus({
        name: "",
        cores: 1,
        activity: "running",
        round: 0,
        runningCount: 1,
        leases: [lease],
      });
      expect(decodeStatus(bytes)).toMatchObject({ ok: false, reason: expect.stringContaining("step") });
    }
  });
});

const FAR = { seconds: 2 ** 32 - 1, step: Number.MAX_SAFE_INTEGER, value: 0.1 };
