import { type EngineClass, UNKNOWN_ENGINE } from "../../agent/tell/engine-class.ts";

const NAMES: readonly (readonly [pattern: RegExp, name: EngineClass["name"]])[] = [
  // Every browser on an iPhone is WebKit, whatever it calls itself.
  [/\b(?:CriOS|FxiOS|EdgiOS)\/.*AppleWebKit|AppleWebKit.*\b(?:CriOS|FxiOS|EdgiOS)\//, "webkit"],
  [/\b(?:Chrome|Chromium|HeadlessChrome)\/(\d+)/, "chromium"],
  [/\bFirefox\/(\d+)/, "firefox"],
  [/\bVersion\/(\d+)\S* (?:\S+ )?Safari\//, "webkit"],
];

/** The engine that this user agent's trials run in: within one class they repeat to the last bit. */
export function engineClassOf(userAgent: string): EngineClass {
  for (const [pattern, name] of NAMES) {
    const found = pattern.exec(userAgent);
    if (found !== null) return { name, version: Math.min(65_535, Number(found[1] ?? 0)) };
  }
  return UNKNOWN_ENGINE;
}
