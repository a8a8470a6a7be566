import type { ObjectiveProgram } from "../../../agent/ports.ts";
import type { PrunerSnapshot } from "../../../study/trial/proposal.ts";

/** From the engine to a slot's supervisor. Trusted both ways; the child's bytes inside are not. */
export type ToSupervisor =
  | { readonly type: "start"; readonly runtime: string; readonly program: JailProgram }
  /** `credits`: as many as `credit` would say, which the answer to a message gives along with it. */
  | { readonly type: "run"; readonly bytes: ArrayBuffer; readonly credits: number }
  | { readonly type: "pruner"; readonly snapshot: PrunerSnapshot }
  /** The engine has dealt with so many of the child's messages. */
  | { readonly type: "credit"; readonly count: number }
  | { readonly type: "ping" }
  | { readonly type: "close" };

/** An `ArrayBuffer` is a message of the child, passed on unread. */
export type FromSupervisor =
  | ArrayBuffer
  /** `hasOwnProcess`: the browser gives this frame a process that ends with it (Document-Isolation-Policy). */
  | { readonly type: "running"; readonly hasOwnProcess: boolean }
  | { readonly type: "pong" }
  /** The child was told to end; nothing of it comes after this. */
  | { readonly type: "lost"; readonly kind: "flooded" | "crashed" | "memory"; readonly message: string };

/** What the objective worker needs to run one study's trials. */
export interface JailProgram extends Pick<ObjectiveProgram, "studyId" | "directions" | "names" | "ends" | "trainable"> {
  /** A module whose default export is the objective. */
  readonly module: string;
  readonly firstLineShift: number;
  readonly syntaxProbe: string;
  readonly probeShift: number;
  /** The worker's number in its tab, from 1. */
  readonly worker: number;
  /** Whether its console and its trials' remarks are told to the engine. */
  readonly tellsConsole: boolean;
}

/** From the supervisor to the objective worker. */
export type ToObjective =
  | { readonly type: "load"; readonly program: JailProgram }
  | { readonly type: "run"; readonly bytes: ArrayBuffer; readonly credits: number }
  | { readonly type: "pruner"; readonly snapshot: PrunerSnapshot }
  | { readonly type: "credit"; readonly count: number };

/** Between the page and a frame of the jail. */
export type ToFrame = { readonly type: "open"; readonly supervisor: string } | { readonly type: "ping" };
export type FromFrame = { readonly type: "up"; readonly hasOwnProcess: boolean } | { readonly type: "pong" };
