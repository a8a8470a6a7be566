// Mutated bytes against every codec, and texts against whatever reads them: `npm run fuzz -- formats`; see README.md.
import { fail } from "../scripts/prepare.mjs";
import { reportFormats } from "./fuzz/report-formats.ts";
import { reportMessages } from "./fuzz/report-messages.ts";
import { reportTexts } from "./fuzz/report-texts.ts";
import { readOptions } from "./shared/options.ts";

const KINDS = { formats: "1000000", messages: "1000000", expressions: "200000", files: "20000" } as const;
const [what = ""] = process.argv.splice(2, 1);
const kind = (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((name) => name === what);
if (kind === undefined) fail(`There is no fuzz "${what}"; write npm run fuzz -- ${Object.keys(KINDS).join(", or ")}.`);
else {
  const { values } = readOptions({ inputs: KINDS[kind], seed: "1" });
  const inputs = wholeNumber("inputs", values.inputs, 100, 1e9);
  const seed = wholeNumber("seed", values.seed, 0, 2 ** 31 - 1);
  if (kind === "formats") reportFormats(inputs, seed);
  else if (kind === "messages") reportMessages(inputs, seed);
  else reportTexts(kind, inputs, seed);
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  return fail(`--${name} must be a whole number from ${least} to ${most}, but is "${text}".`);
}
