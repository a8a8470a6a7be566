const CSI = String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]`;
const STRING = String.raw`(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?`;
/** ECMA-48: an escape sequence goes as a whole, so that nothing of it stands there as text. */
const ESCAPES = new RegExp(`${CSI}|${STRING}|${String.raw`\x1b[ -/]*[0-~]?`}`, "g");
/** Controls, characters that turn writing around or cannot be seen, private and half ones, other line ends. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Strangers' words as they may stand on a terminal: one line, no control characters, no escape sequences. */
export function plainText(text: string, most = 200): string {
  const plain = text.replace(ESCAPES, "").replace(UNSEEN, " ");
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}

/** What a terminal may obey, but for the end of a line. */
const OBEYED = /[^\P{C}\n]|[\u2028\u2029]/gu;

/** A value as one line of JSON that a terminal obeys nothing of; it reads as the same value. */
export const plainJson = (value: unknown): string => plainJsonText(JSON.stringify(value));

/** The same of what is JSON already. */
export const plainJsonText = (json: string): string =>
  json.replace(OBEYED, (text) =>
    text.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );

/** Text of several lines as it may stand on a terminal. */
export const plainLines = (text: string): string => text.replace(OBEYED, " ");
