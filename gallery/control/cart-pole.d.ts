import type { Maths, Motion } from "./task.ts";

export declare function newCartPole(maths: Maths, options?: { readonly maxSteps?: number }): Motion;
