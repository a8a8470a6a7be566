import type { ConsoleLine } from "../../../agent/ports.ts";
import { isRecord, isWellFormedText, type Parsed, parsed, refused } from "../../../study/parsed.ts";

/** Of one worker: enough to find a mistake, little enough to read. */
export const MAX_TOLD_LINES = 50;
/** A longer line is a dump; its beginning says what it is. */
export const MAX_LINE_LENGTH = 500;
/** What may wait for the engine when a line leaves at once: with reports and outcomes still no flood. */
export const MAX_WAITING_LINES = 16;

const LEVELS = ["log", "warn", "error", "note", "steps"] as const;

/** A worker's console as it is told to the engine; `told` is how many lines it has told before. */
export function readConsoleLines(input: unknown, told: number): Parsed<ConsoleLine[]> {
  if (!Array.isArray(input)) return refused("console lines are no list");
  if (told + input.length > MAX_TOLD_LINES) return refused("there are more console lines than may be told");
  const lines: ConsoleLine[] = [];
  for (const item of input) {
    if (!isRecord(item)) return refused("a console line is no object");
    const { text } = item;
    const level = LEVELS.find((it) => it === item["level"]);
    if (level === undefined) return refused("a console line's level is impossible");
    if (!isWellFormedText(text) || text.length > MAX_LINE_LENGTH) return refused("a console line's text is impossible");
    lines.push({ level, text });
  }
  return parsed(lines);
}
