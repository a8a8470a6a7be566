import { expect, it } from "vitest";
import { errorDetail, errorTitle, loadErrorTitle } from "./error-words.ts";

const at = { line: 3, column: 7 } as const;

it("says where the objective threw, and never that it threw when it did not even load", () => {
  const error = { kind: "threw", message: "Namespaces do not run here.", ...at } as const;
  expect(errorTitle(error)).toBe("The objective threw on line 3, column 7");
  expect(loadErrorTitle(error)).toBe("The objective does not load: line 3, column 7");
  expect(loadErrorTitle({ ...error, line: null, column: null })).toBe("The objective does not load");
});

it("does not say in the detail what the title has said", () => {
  expect(errorDetail({ kind: "nan", message: "The objective returned NaN; look for 0/0." })).toBe("look for 0/0.");
  expect(errorDetail({ kind: "threw", message: "The objective returned NaN; look." })).toBe(
    "The objective returned NaN; look.",
  );
});
