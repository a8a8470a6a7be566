import type { ConsoleLine } from "../../../agent/ports.ts";
import { noteText } from "../../../study/trial/objective-notes.ts";
import type { TrialContext } from "../../../study/trial/suggest.ts";
import { MAX_LINE_LENGTH, MAX_TOLD_LINES, MAX_WAITING_LINES } from "../wire/console-lines.ts";
import { MESSAGE_KIND, packMessage } from "../wire/message-bytes.ts";

export interface ToldWorld {
  send(bytes: ArrayBuffer): void;
  /** How many messages sent the engine has not taken yet, as far as known. */
  unacknowledged(): number;
}

/** What the engine hears of an objective's console and of what its trials remark: the first lines, at once where possible. */
export class ToldLines {
  readonly #world: ToldWorld;
  #waiting: ConsoleLine[] = [];
  #left = MAX_TOLD_LINES;

  constructor(world: ToldWorld) {
    this.#world = world;
  }

  /** A line leaves now, so that it is known even if its trial never ends; of many in one go the rest waits for the end. */
  add(level: ConsoleLine["level"], text: string): void {
    if (this.#left <= 0) return;
    this.#left -= 1;
    this.#waiting.push({ level, text: shortened(text) });
    if (this.#world.unacknowledged() < MAX_WAITING_LINES) this.flush();
  }

  /** A trial has ended: its remarks, and what waits. Never throws, whatever the objective did to its trial. */
  endTrial(trial: TrialContext): void {
    try {
      for (const sentence of trial.warnings) this.add("note", sentence);
      for (const note of trial.notes) this.add(note.kind === "step-back" ? "steps" : "note", noteText(note));
      this.flush();
    } catch {
      this.#left = 0;
      this.#waiting = [];
    }
  }

  flush(): void {
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#world.send(packMessage(MESSAGE_KIND.console, lines, new Float64Array(0)));
  }
}

/** Not in the middle of a surrogate pair: half of one is no text. */
const shortened = (text: string): string =>
  text.length <= MAX_LINE_LENGTH ? text : `${text.slice(0, MAX_LINE_LENGTH - 1).replace(/[\ud800-\udbff]$/, "")}…`;
