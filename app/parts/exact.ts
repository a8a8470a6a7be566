import type { ParamValue } from "../../study/space/distribution.ts";

/** The value with every digit that tells it from its neighbours: read back, it is the same. */
export const exactText = (value: ParamValue): string => (value === null ? "null" : String(value));

/** Values by name as JSON, to paste into a program: every number comes back as it was. */
export const exactJson = (params: Readonly<Record<string, ParamValue>>): string => JSON.stringify(params, null, 2);
