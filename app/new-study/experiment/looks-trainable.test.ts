import { expect, it } from "vitest";
import { gallery } from "../../../gallery/gallery.ts";
import { EXAMPLE, SCRIPT_EXAMPLE } from "../example.ts";
import { looksTrainable } from "./looks-trainable.ts";

it("knows a function of two parameters where the objective stands", () => {
  for (const source of [
    SCRIPT_EXAMPLE,
    "function train(config, reporter) {}",
    "const train = async (config: Config, reporter: Reporter) => {}",
    "export default (config, reporter) => 1",
    "(config, reporter) => 1",
  ])
    expect(looksTrainable(source), source).toBe(true);
});

it("does not take other objectives for one, nor the functions they use", () => {
  for (const source of [
    EXAMPLE,
    "(trial) => 1",
    "function add(a, b) { return a + b }\nexport default (trial) => add(1, 2)",
  ])
    expect(looksTrainable(source), source).toBe(false);
});

it("finds one in the gallery where it has an experiment, and nowhere else", async () => {
  for (const entry of gallery)
    expect(looksTrainable(await entry.fetchSource()), entry.id).toBe(entry.experiment !== null);
});

it("reads a long text of brackets, names and blanks in a moment", () => {
  for (const piece of ["(", "( ", "(a ", "function train", "(a: b ", "(a:  "]) looksTrainable(piece.repeat(40_000));
});
