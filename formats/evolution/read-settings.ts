import { utf8Length } from "../../study/bytes/utf8.ts";
import { MAX_OPEN_GENERATIONS } from "../../study/evolution/settings.ts";
import { type Parsed, parsed, refused } from "../../study/parsed.ts";
import { MAX_DEEPGA_POPULATION } from "../../study/spec/parse-sampler.ts";
import { MAX_EXPERIMENTS } from "../../study/spec/spec-limits.ts";
import { Fields, foundWords } from "../experiment/fields.ts";
import { Findings } from "../experiment/findings.ts";
import { unknownKeyWords } from "../experiment/known-keys.ts";
import type { Place } from "../experiment/place.ts";
import { MAX_FILE_BYTES } from "../experiment/read-experiments.ts";
import type { Tree, TreeMap } from "../experiment/yaml/tree.ts";
import { yamlTree } from "../experiment/yaml/yaml-tree.ts";
import { type EvolutionSettings, ORIGINAL, ORIGINAL_SIGMA } from "./settings.ts";

const SECTIONS = ["vm", "experiment"] as const;
type Section = (typeof SECTIONS)[number];
/** What no other file has beneath `experiment`. */
const BREEDING: ReadonlySet<string> = new Set(["generations", "population", "survivors", "champions"]);
/** What an experiment of that name has in a file of experiments. */
const TRAINING: ReadonlySet<string> = new Set(["config", "alg", "run", "env", "stop", "num_trials", "repeat"]);
/** Of machines, and of each one's processors: any more is a slip of the hand. */
const MAX_RENTED = 100_000;
/** A person mends a few and reads the file again. */
const MAX_SHOWN = 5;
const START: Place = { line: 1, column: 1 };

/** Whether a file in YAML or JSON is one of settings, and not one of experiments. It may still have mistakes. */
export function isEvolutionSettings(text: string): boolean {
  const tree = treeOf(text, new Findings());
  if (tree?.kind !== "map") return false;
  const experiment = sectionOf(tree, "experiment");
  const keys = experiment === null ? [] : experiment.entries.map(({ key }) => key);
  if (keys.some((key) => TRAINING.has(key))) return false;
  const vm = sectionOf(tree, "vm");
  const isRented = vm?.entries.some(({ key }) => Object.hasOwn(ORIGINAL.vm, key)) ?? false;
  return keys.some((key) => BREEDING.has(key)) || (isRented && tree.entries.every(({ key }) => isSection(key)));
}

/**
 * Reads a settings file of `distributed-evolutionary-ml`, YAML 1.2 or JSON; what it leaves out is as in the original. Refused in
 * sentences that name the lines. Never throws, whatever the text.
 */
export function readSettings(text: string): Parsed<EvolutionSettings> {
  const findings = new Findings();
  const tree = treeOf(text, findings);
  const settings = tree === null ? null : settingsIn(tree, findings);
  const { mistakes } = findings;
  if (settings === null || mistakes.length > 0) return refused(mistakes.slice(0, MAX_SHOWN).map(inLine).join(" "));
  return parsed({ ...settings, notes: [...findings.notes.map(inLine), ...settings.notes] });
}

const inLine = ({ line, message }: Place & { readonly message: string }): string => `Line ${line}: ${message}`;

function treeOf(text: string, findings: Findings): Tree | null {
  if (text.length <= MAX_FILE_BYTES && utf8Length(text) <= MAX_FILE_BYTES) return yamlTree(text, findings);
  return findings.mistake(START, `The file is longer than ${MAX_FILE_BYTES} bytes, and settings are a few lines.`);
}

const isSection = (key: string): key is Section => key === "vm" || key === "experiment";

function sectionOf(tree: TreeMap, section: Section): TreeMap | null {
  const value = tree.entries.find(({ key }) => key === section)?.value;
  return value?.kind === "map" ? value : null;
}

function settingsIn(tree: Tree, findings: Findings): EvolutionSettings | null {
  if (tree.kind !== "map") {
    const message = `Settings are a map with vm and experiment, and this is ${foundWords(tree)}.`;
    return findings.mistake(tree, message);
  }
  noteUnknown(tree, "the file", SECTIONS, findings);
  const vm = fieldsOf(tree, "vm", findings);
  const experiment = fieldsOf(tree, "experiment", findings);
  const rented = (key: "count" | "cpus"): number => vm?.whole(key, 1, MAX_RENTED, ORIGINAL.vm[key]) ?? 0;
  const bred = (key: keyof typeof ORIGINAL.experiment, least: number, most: number): number =>
    experiment?.whole(key, least, most, ORIGINAL.experiment[key]) ?? ORIGINAL.experiment[key];
  const workers = rented("count") * rented("cpus");
  const settings = {
    generations: bred("generations", 1, MAX_OPEN_GENERATIONS),
    population: bred("population", 3, MAX_DEEPGA_POPULATION),
    survivors: bred("survivors", 2, MAX_DEEPGA_POPULATION),
    champions: bred("champions", 1, MAX_DEEPGA_POPULATION),
    experiments: bred("count", 1, MAX_EXPERIMENTS),
    sigma: ORIGINAL_SIGMA,
    workersWished: vm === null ? null : workers,
  };
  checkSelection(settings, experiment, findings);
  return { ...settings, notes: [...machineNotes(vm), ...leftOutNotes(experiment)] };
}

/** Null where the section is not there. */
function fieldsOf(tree: TreeMap, section: Section, findings: Findings): Fields | null {
  const value = tree.entries.find(({ key }) => key === section)?.value;
  if (value === undefined || (value.kind === "scalar" && value.value === null)) return null;
  if (value.kind !== "map")
    return findings.mistake(
      value,
      `${section} is a map, as in "${section}: {count: ${ORIGINAL[section].count}}", and this is ${foundWords(value)}.`,
    );
  noteUnknown(value, section, Object.keys(ORIGINAL[section]), findings);
  return new Fields(value, findings);
}

function noteUnknown(tree: TreeMap, where: string, known: readonly string[], findings: Findings): void {
  for (const { key, keyAt } of tree.entries)
    if (!known.includes(key))
      findings.note(keyAt, `${`${unknownKeyWords(key, where, known)}.`.replace("?.", "?")} It is left out.`);
}

/** The original asserts it, without a word. */
function checkSelection(
  { population, survivors, champions }: Pick<EvolutionSettings, "population" | "survivors" | "champions">,
  experiment: Fields | null,
  findings: Findings,
): void {
  const wrong =
    champions >= survivors
      ? ([`the ${champions} champions`, `the ${survivors} survivors`, "champions", "survivors"] as const)
      : survivors >= population
        ? ([`the ${survivors} survivors`, `the population of ${population}`, "survivors", "population"] as const)
        : null;
  if (wrong === null) return;
  const [few, many, lower, raise] = wrong;
  const at = experiment?.entry(lower)?.value ?? experiment?.entry(raise)?.value ?? START;
  findings.mistake(at, `${capital(few)} must be fewer than ${many}: lower ${lower} or raise ${raise}.`);
}

const capital = (words: string): string => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;

function machineNotes(vm: Fields | null): readonly string[] {
  if (vm === null) return [];
  return [
    "No machines are rented here: whoever opens the link lends cores of theirs, and a tab takes what memory it needs.",
  ];
}

function leftOutNotes(experiment: Fields | null): readonly string[] {
  const missing = Object.entries(ORIGINAL.experiment).filter(([key]) => (experiment?.entry(key) ?? null) === null);
  if (missing.length === 0) return [];
  return [`Left out, so as in the original: ${missing.map(([key, value]) => `${key} ${value}`).join(", ")}.`];
}
