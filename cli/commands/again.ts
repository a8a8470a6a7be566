import type { Command } from "commander";

/** Says the command with which a call goes on, whole: a peer that forgot its seed or its rounds would do something else. */
export type Again = (uid: string) => string;

/** `again` is what makes it go on, as "--resume"; what else was said on the command line is said again. */
export function againWords(command: Command, called: readonly string[], again: readonly string[], uid: string): string {
  const words = ["waggle", command.name(), ...called, ...again, "--uid", uid];
  for (const option of command.options) {
    const name = option.attributeName();
    const said: unknown = command.getOptionValueSource(name) === "cli" ? command.getOptionValue(name) : undefined;
    if (said === undefined || name === "uid" || name === "resume") continue;
    words.push(option.long ?? option.flags);
    if (typeof said === "string" || typeof said === "number") words.push(String(said));
  }
  return words.map(quoted).join(" ");
}

/** As a shell reads it as one word. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
