import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { specOf } from "../../../test/ui/fake-study.ts";
import { HowSure } from "./HowSure.tsx";

const words = (change: object): string =>
  renderToStaticMarkup(
    createElement(HowSure, {
      snapshot: {
        bestState: "own",
        claim: null,
        isUnrepeatable: false,
        verifiedBy: 0,
        spec: specOf("running"),
        state: "running",
        ...change,
      },
    }),
  ).replaceAll(/<[^>]*>/g, "");

it("says who found the best to be true", () => {
  expect(words({})).toBe("Computed by you; nobody else has run it again yet.");
  expect(words({ bestState: "verified", verifiedBy: 1 })).toBe(
    "Verified by 1 volunteer, who ran it again and found the same.",
  );
  expect(words({ bestState: "verified", verifiedBy: 3 })).toMatch(/^Verified by 3 volunteers, /);
  expect(words({ bestState: "claimed" })).toBe("Claimed: this tab has not run it again.");
  expect(words({ bestState: null })).toBe("");
});

it("says of values that come by HTTP that nobody can run them again", () => {
  const spec = { ...specOf("running"), objective: { language: "http", source: "Programs run it." } } as const;
  expect(words({ spec, bestState: "claimed" })).toMatch(/^Told by a program of .* owner; nobody can run it again\.$/);
});

it("promises no run where none could say anything", () => {
  expect(words({ isUnrepeatable: true })).toBe("Computed by you; it cannot be verified.");
  expect(words({ isUnrepeatable: true, bestState: "claimed" })).toBe("Claimed; it cannot be verified.");
});

it("says of a noisy study what its mean rests on", () => {
  const best = { mean: { runs: 8, halfWidth: 0.123, runners: 2 } };
  expect(words({ best, bestState: "verified", verifiedBy: 2 })).toBe(
    "Mean of 8 runs, \u00b10.12 km/s with 95 % confidence.Verified: run by 2 volunteers with fresh chance, and what others ran was run again.",
  );
  expect(words({ best })).toMatch(/Computed by you\.$/);
});
