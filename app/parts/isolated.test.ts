import { expect, it } from "vitest";
import { isolated, withoutTurns } from "./isolated.ts";

it("sets text from right to left apart, and leaves all other as it is", () => {
  for (const text of ["שקל", "km/ساعة", "𞤀𞤁", "C\u200f", "C\u200e"]) expect(isolated(text)).toBe(`\u2068${text}\u2069`);
  for (const text of ["", "km/s", "ε", "蜂", "👩‍🔬"]) expect(isolated(text)).toBe(text);
});

it("lets no character through that would turn the rest of a sentence", () => {
  const turns = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"];
  for (const turn of turns) {
    expect(isolated(`fox${turn}12`)).toBe("fox12");
    expect(isolated(`${turn}שקל${turn}`)).toBe("\u2068שקל\u2069");
    expect(withoutTurns(`${turn}fox${turn}`)).toBe("fox");
  }
});
