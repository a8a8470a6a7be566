import { expect, it } from "vitest";
import { isolated } from "./isolated.ts";

it("sets text from right to left apart, and leaves all other as it is", () => {
  for (const text of ["שקל", "km/ساعة", "𞤀𞤁"]) expect(isolated(text)).toBe(`\u2068${text}\u2069`);
  for (const text of ["", "km/s", "ε", "蜂", "👩‍🔬"]) expect(isolated(text)).toBe(text);
});
