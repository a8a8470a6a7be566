import type { ConfigMap, ConfigNode } from "./config-node.ts";
import { ExpressionFault } from "./expression/fault.ts";
import { checkNames } from "./expression/names.ts";
import { parseExpression } from "./expression/syntax/parse-expression.ts";
import type { Findings } from "./findings.ts";
import { nearest } from "./known-keys.ts";
import type { Place } from "./place.ts";
import { quoted } from "./shown-text.ts";
import type { Tree, TreeEntry, TreeMap, TreeScalar } from "./yaml/tree.ts";

/** Deeper ones no spec can hold. */
const MAX_CONFIG_DEPTH = 60;

/** The `config` of an experiment; null if something in it is wrong, and `findings` say what. */
export function readConfig(tree: Tree | null, at: Place, findings: Findings): ConfigMap | null {
  if (tree === null || isNothing(tree)) return { kind: "map", entries: new Map(), ...(tree ?? at) };
  if (tree.kind !== "map")
    return findings.mistake(tree, "config is a map: a line with key: value for each of its keys.");
  for (const key of ["grid_search", "eval"]) {
    const entry = tree.entries.find((entry) => entry.key === key);
    if (entry !== undefined && tree.entries.length === 1)
      return findings.mistake(entry.keyAt, `${key} stands under one of config's keys, not in place of them all.`);
  }
  return mapOf(tree, findings, 0);
}

const isNothing = (tree: Tree): boolean => tree.kind === "scalar" && tree.value === null;

function nodeOf(tree: Tree, findings: Findings, depth: number): ConfigNode | null {
  if (depth > MAX_CONFIG_DEPTH)
    return findings.mistake(tree, `config is nested more than ${MAX_CONFIG_DEPTH} deep: write it flatter.`);
  if (tree.kind === "scalar") return scalarOf(tree, findings);
  if (tree.kind === "list") {
    const items = allOf(tree.items, findings, depth);
    return items === null ? null : { kind: "list", items, ...placeOf(tree) };
  }
  for (const entry of tree.entries) {
    if (entry.key === "grid_search") return isAlone(entry, tree, findings) ? gridOf(entry, findings, depth) : null;
    // A map may have a part called eval: only a text beside nothing is an expression.
    if (entry.key === "eval" && (tree.entries.length === 1 || isText(entry.value)))
      return isAlone(entry, tree, findings) ? evalOf(entry, findings) : null;
  }
  noteNearGrid(tree, findings);
  return mapOf(tree, findings, depth);
}

/** A list alone under a word that is nearly grid_search was hardly meant for the script. */
function noteNearGrid({ entries: [entry, ...others] }: TreeMap, findings: Findings): void {
  if (entry === undefined || others.length > 0 || entry.value.kind !== "list") return;
  if (nearest(entry.key, ["grid_search"]) !== null)
    findings.note(entry.keyAt, `${quoted(entry.key)} is given to the script as it is; do you mean grid_search?`);
}

function isAlone({ key, keyAt }: TreeEntry, { entries }: TreeMap, findings: Findings): boolean {
  const other = entries.find((entry) => entry.key !== key);
  if (other === undefined) return true;
  const message = `${key} stands alone under its key, and here ${quoted(other.key)} stands beside it: indent it otherwise, or leave it out.`;
  findings.mistake(keyAt, message);
  return false;
}

const isText = (tree: Tree): boolean => tree.kind === "scalar" && typeof tree.value === "string";

const placeOf = ({ line, column }: Place): Place => ({ line, column });

function scalarOf(tree: TreeScalar, findings: Findings): ConfigNode | null {
  const { value } = tree;
  if (typeof value === "bigint" && !Number.isSafeInteger(Number(value)))
    return findings.mistake(
      tree,
      `${quoted(tree.text)} is larger than the whole numbers that are kept exactly, 2 ** 53: write it as 1.0e16, or in quotes as text.`,
    );
  return { kind: "scalar", value, ...placeOf(tree) };
}

function mapOf(tree: TreeMap, findings: Findings, depth: number): ConfigMap | null {
  const nodes = tree.entries.map(({ key, value }) => [key, nodeOf(value, findings, depth + 1)] as const);
  const entries = new Map<string, ConfigNode>();
  for (const [key, node] of nodes) if (node !== null) entries.set(key, node);
  return entries.size === nodes.length ? { kind: "map", entries, ...placeOf(tree) } : null;
}

function allOf(trees: readonly Tree[], findings: Findings, depth: number): readonly ConfigNode[] | null {
  const nodes = trees.map((tree) => nodeOf(tree, findings, depth + 1));
  const whole = nodes.filter((node) => node !== null);
  return whole.length === nodes.length ? whole : null;
}

function gridOf({ keyAt, value }: TreeEntry, findings: Findings, depth: number): ConfigNode | null {
  if (isNothing(value)) return findings.mistake(keyAt, "grid_search has nothing to search: give a list, as [1, 2].");
  if (value.kind !== "list") {
    const found = value.kind === "map" ? "a map" : quoted(value.text);
    return findings.mistake(value, `grid_search takes a list, and this is ${found}: write it as [1, 2].`);
  }
  if (value.items.length === 0)
    return findings.mistake(value, "grid_search has an empty list to search: give it at least one value, as [1].");
  const options = allOf(value.items, findings, depth);
  return options === null ? null : { kind: "grid", options, ...keyAt };
}

function evalOf({ keyAt, value }: TreeEntry, findings: Findings): ConfigNode | null {
  if (value.kind !== "scalar" || value.text.trim() === "")
    return findings.mistake(
      value.kind === "scalar" ? keyAt : value,
      "eval takes an expression, as random.uniform(0, 1).",
    );
  const { text, textAt } = value;
  try {
    const expression = parseExpression(text);
    checkNames(expression);
    return { kind: "eval", expression, textAt, ...placeOf(value) };
  } catch (fault) {
    if (!(fault instanceof ExpressionFault)) throw fault;
    return findings.mistake(inText(value, textAt, fault.at), `This expression cannot be used: ${fault.message}.`);
  }
}

/** The place of a character of a text that stands in one line; of the text, where it is written in other characters. */
export const inText = (at: Place, textAt: Place | null, offset: number): Place =>
  textAt === null ? placeOf(at) : { line: textAt.line, column: textAt.column + offset };
