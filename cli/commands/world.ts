import type { Out } from "../show/screen.ts";
import type { JailPrograms } from "../../worker/jail/node/node-jails.ts";

/** What a command is given by the composition root. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Out;
  readonly err: Out;
  readonly programs: JailPrograms;
  /** This program's own file, for others of its kind. */
  readonly self: string;
  readonly pageDirectory: string;
  /** The folder of the Python package `waggle`. */
  readonly pythonPackages: string;
  readonly hasWebRtc: () => boolean;
  /** How long a seed is waited for; two minutes if it does not say. */
  readonly seedWithinMs?: number;
  /** Aborted when the person interrupts. */
  readonly interrupted: AbortSignal;
}

/** How a program ends: all went well, something did not come about, it was called wrongly, it was interrupted. */
export const EXIT = { ok: 0, failed: 1, misuse: 2, interrupted: 130 } as const;
