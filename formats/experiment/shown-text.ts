/** A text of the file as a message may show it: one short line in quotes, nothing in it that misleads. */
export function quoted(text: string): string {
  const whole = escaped(text);
  return whole.length <= 60 ? whole : escaped(`${text.slice(0, 50)}...`);
}

/** A name of the file, without quotes where it is plain and short. */
export const shownName = (name: string): string => (/^[\w.-]{1,60}$/.test(name) ? name : quoted(name));

/** JSON escapes line ends; what only Unicode counts among them, and what draws nothing, does not show either. */
const escaped = (text: string): string =>
  JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
