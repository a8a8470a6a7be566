import { utf8Length } from "../../study/bytes/utf8.ts";
import type { Experiment, ExperimentsRead } from "./experiment.ts";
import { foundWords } from "./fields.ts";
import { Findings } from "./findings.ts";
import { overlaid, saidInstead } from "./overlay.ts";
import { readExperiment } from "./read-experiment.ts";
import { yamlTree } from "./yaml/yaml-tree.ts";

/** 1 MB: nobody writes a longer one by hand. */
export const MAX_FILE_BYTES = 1_000_000;
const MAX_EXPERIMENTS_IN_A_FILE = 100;

/**
 * Reads a file of experiments, YAML 1.2 or JSON, as Ray Tune's first versions have it. `instead`: a map, in YAML or JSON, of what
 * each experiment says whatever the file does (`overlay.ts`). Never throws, whatever the text.
 */
export function readExperiments(text: string, instead = ""): ExperimentsRead {
  const findings = new Findings();
  const experiments = readAll(text, instead, findings);
  const { mistakes, notes } = findings;
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, experiments, notes };
}

const START = { line: 1, column: 1 };

function readAll(text: string, instead: string, findings: Findings): readonly Experiment[] {
  if (text.length > MAX_FILE_BYTES || utf8Length(text) > MAX_FILE_BYTES) {
    findings.mistake(START, `The file is longer than ${MAX_FILE_BYTES} bytes: leave data to the script.`);
    return [];
  }
  const tree = yamlTree(text, findings);
  if (tree === null) return [];
  if (tree.kind !== "map" || tree.entries.length === 0) {
    const found = tree.kind === "map" ? "an empty map" : foundWords(tree);
    findings.mistake(tree, `A file of experiments is a map from their names to what they are, and this is ${found}.`);
    return [];
  }
  if (tree.entries.length > MAX_EXPERIMENTS_IN_A_FILE) {
    findings.mistake(tree, `The file has more than ${MAX_EXPERIMENTS_IN_A_FILE} experiments: make two of it.`);
    return [];
  }
  const said = saidInstead(instead, findings);
  return tree.entries.flatMap((entry) => readExperiment(overlaid(entry, said), findings) ?? []);
}
