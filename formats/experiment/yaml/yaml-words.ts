import type { YAMLError } from "yaml";

/** What makes the rest of a file unreadable: what is said besides follows from it. */
export const isSeriousYaml = ({ code }: YAMLError): boolean =>
  code === "TAB_AS_INDENT" || code === "RESOURCE_EXHAUSTION" || code === "MULTIPLE_DOCS";

/** What YAML's parser found, and what would do. */
export function yamlWords({ code, message }: YAMLError): string {
  if (message.startsWith("Flow"))
    return 'A "{" or a "[" is open here: close it with "}" or "]", with commas between what stands in it.';
  if (message.startsWith("Missing closing")) return "A text in quotes has no quote at its end: write it.";
  return WORDS[code] ?? `This is not YAML: ${message.split("\n")[0]?.slice(0, 200) ?? code}.`;
}

const WORDS: Partial<Record<YAMLError["code"], string>> = {
  TAB_AS_INDENT: "A tab character stands where YAML wants spaces: write spaces instead.",
  RESOURCE_EXHAUSTION: "This is nested too deep to be read: write it flatter.",
  MULTIPLE_DOCS: "A second document begins here: one file has one, with an experiment for each of its keys.",
  BAD_INDENT: "The indentation does not fit: the keys of one map, or the items of one list, begin at the same column.",
  BLOCK_AS_IMPLICIT_KEY:
    'A second "key: value" begins in this line: start a new line for it, or put quotes around text that has ": " in it.',
  MULTILINE_IMPLICIT_KEY: 'A key stands in one line, followed by ":".',
  BAD_SCALAR_START: "Text that begins with this character needs quotes around it.",
  BAD_DQ_ESCAPE: "This is no escape that double quotes know: use single quotes for text with backslashes.",
  KEY_OVER_1024_CHARS: "A key has at most 1024 characters.",
};
