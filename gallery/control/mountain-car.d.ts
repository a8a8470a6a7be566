import type { ForceOptions, Maths, Motion } from "./task.ts";

export declare function newMountainCar(maths: Pick<Maths, "cos">, options?: ForceOptions): Motion;
