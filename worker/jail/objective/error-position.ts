export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Innermost frames matter; a stack this long is somebody's game. */
const MAX_STACK_LENGTH = 20_000;

/** Where in the script at `url` an error came from: its innermost frame there, line and column from 1. */
export function positionIn(url: string, stack: unknown): Position | null {
  if (typeof stack !== "string") return null;
  const text = stack.slice(0, MAX_STACK_LENGTH);
  for (let at = text.indexOf(url); at >= 0; at = text.indexOf(url, at + 1)) {
    const found = /^:(\d{1,9}):(\d{1,9})/.exec(text.slice(at + url.length, at + url.length + 24));
    if (found !== null) return { line: Number(found[1]), column: Number(found[2]) };
  }
  return null;
}

/** Takes off what was put before the author's first line. Null for what stands outside of the author's text. */
export function unshifted(position: Position | null, firstLineShift: number): Position | null {
  if (position === null || position.line < 1) return null;
  const column = position.line === 1 ? position.column - firstLineShift : position.column;
  return column < 1 ? null : { line: position.line, column };
}
