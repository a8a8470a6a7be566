/** What runs the trials of a log. Its version is what a person reads in its name: 139 for Chromium 139. */
export const ENGINES = ["other", "chromium", "firefox", "webkit", "node", "quickjs"] as const;

/** Trials repeat to the last bit within one class only. */
export interface EngineClass {
  readonly name: (typeof ENGINES)[number];
  /** As a person reads it: 139 for Chromium 139. 0 where unknown. */
  readonly version: number;
}

export const UNKNOWN_ENGINE: EngineClass = { name: "other", version: 0 };
