import fc from "fast-check";
import { contains } from "../../study/space/distribution.ts";
import type { PreviewTrial } from "../preview/preview-codec.ts";
import { arbitraryTold } from "./arbitrary-trials.ts";

export interface ArbitraryPreview {
  readonly trials: readonly PreviewTrial[];
  readonly directions: number;
}

const logs = fc.constantFrom("abcdefghijklmnopqrstuw", "ABCDEFGHIJKLMNOPQRSTUQ", `${"A".repeat(21)}A`);

/** What a preview can tell, of 1 to 3 objectives. */
export const arbitraryPreview: fc.Arbitrary<ArbitraryPreview> = arbitraryTold.chain(({ trials, directions }) => {
  const possible = trials.filter(
    ({ state, values, space, params }) =>
      state === "complete" &&
      values.every(Number.isFinite) &&
      space.distributions.every((distribution, i) => contains(distribution, params[i] ?? null)),
  );
  return fc.tuple(...possible.map(() => fc.tuple(logs, fc.nat(2 ** 31 - 1)))).map((places) => {
    const told = possible.flatMap(({ number, values, space, params }, i): PreviewTrial[] => {
      const [log, index] = places[i] ?? ["", 0];
      return [{ log, index, number, values, space, params }];
    });
    return { trials: told, directions };
  });
});
