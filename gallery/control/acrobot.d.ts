import type { Maths, Motion } from "./task.ts";

export declare function newAcrobot(maths: Maths): Motion;
