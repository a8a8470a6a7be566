// A thread of the sim bench.
import { serve } from "../shared/pool.ts";
import { type SimRun, simRun } from "./run.ts";

serve((task) => simRun(task as SimRun));
