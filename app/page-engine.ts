import { createContext, useContext } from "react";
import type { LinkStanding } from "../links/peerjs-transport.ts";
import type { EngineApi, Profile } from "../worker/engine/engine-api.ts";

/** The page's view of the engine once it has booted. */
export interface PageEngine {
  /** As if it were here, though it lives in a worker. */
  readonly engine: EngineApi;
  readonly profile: Profile;
  /** Opens the empty jail frame ahead of time; runs nothing. */
  prewarm?(): void;
  /** Name and port of the seed where it is not the page's own host. */
  readonly seedElsewhere?: string | null;
  /** How this tab reaches others; absent where there are no links. */
  readonly connection?: PageConnection;
}

export interface PageConnection {
  standing(): LinkStanding;
  iceServers(): readonly RTCIceServer[];
  /** If the seed is away, it is tried now and not when its turn comes. */
  seekSeed(): void;
}

export type EngineStatus =
  | { readonly kind: "starting" }
  | { readonly kind: "ready"; readonly page: PageEngine }
  | { readonly kind: "failed"; readonly message: string };

export const EngineContext = createContext<EngineStatus>({ kind: "starting" });

/** Starting, ready or failed; pages that only read from the seed do not need to wait for it. */
export const useEngineStatus = (): EngineStatus => useContext(EngineContext);

/** What to tell a person about something that was thrown: our engine throws sentences. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof Error && thrown.message !== "") return thrown.message;
  return typeof thrown === "string" && thrown !== "" ? thrown : "Something went wrong, and no reason was given.";
}
