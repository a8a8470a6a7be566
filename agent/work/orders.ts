import type { Command, EXTENSION_UNITS } from "../tell/note-body.ts";

/** What the author's commands come to, whatever the order in which they were heard. */
export interface Orders {
  /** The study is over. */
  readonly stopped: boolean;
  /** Beyond the budget of the spec, by unit. */
  readonly extension: Readonly<Record<(typeof EXTENSION_UNITS)[number], number>>;
}

export const NO_ORDERS: Orders = { stopped: false, extension: { rounds: 0, trials: 0, seconds: 0, generations: 0 } };

/** Trials that are enqueued, paused or resumed change nothing yet. */
export function ordersOf(commands: Iterable<Command>): Orders {
  let stopped = false;
  const extension = { ...NO_ORDERS.extension };
  for (const command of commands) {
    if (command.kind === "stop") stopped = true;
    if (command.kind === "extend") extension[command.unit] += command.count;
  }
  return { stopped, extension };
}
