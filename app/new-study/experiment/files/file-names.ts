/** "tune.py" of "examples/tune.py", whichever slash it has. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? "";

/** "tune" of "examples/tune.py". */
export const stemOf = (path: string): string => baseName(path).replace(/\.[^.]*$/, "");

/** Whether the name ends in this, in whichever letters. */
export const endsIn = (name: string, endings: readonly string[]): boolean =>
  endings.includes((/\.[^.]*$/.exec(name)?.[0] ?? "").toLowerCase());

export const EXPERIMENT_ENDINGS: readonly string[] = [".yaml", ".yml", ".json"];
export const SCRIPT_ENDINGS: readonly string[] = [".js", ".mjs", ".ts"];
