import { readFileSync } from "node:fs";

/** Without comments that have lines of their own, imports and the word export; indented half as far. */
function bare(text: string): string {
  return text
    .replace(/^import [^;]*;\n/gm, "")
    .replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, "")
    .replace(/^ *\/\/.*\n/gm, "")
    .replace(/^export /gm, "")
    .replace(/\n{2,}/g, "\n")
    .replace(/^(?: {2})+/gm, (indent) => indent.slice(indent.length / 2))
    .trim();
}

/**
 * A library as one text that declares one name. `parts` are its files, lowest first: each uses only what stands before it; the
 * last one is the door, which declares the name.
 */
export function oneText(name: string, about: string, parts: readonly URL[]): string {
  const texts = parts.map((url) => bare(readFileSync(url, "utf8")));
  const door = texts.pop()?.replace(`const ${name} =`, "return");
  return [`// ${about}`, `const ${name} = (() => {`, ...texts, door, "})();\n"].join("\n");
}

/** The module that holds such a text. */
export function sourceModule(constant: string, header: string, text: string): string {
  return `// ${header}\n\nexport const ${constant} = \`${text.replace(/[`\\]|\$\{/g, "\\$&")}\`;\n`;
}
