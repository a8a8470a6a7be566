import type { ForceOptions, Maths, Motion } from "./task.ts";

export declare function newPendulum(maths: Maths, options?: ForceOptions): Motion;
