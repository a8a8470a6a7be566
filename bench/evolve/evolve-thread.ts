// A thread of the bench of generations.
import { serve } from "../shared/pool.ts";
import { type EvolveRun, evolveRun } from "./evolve-runs.ts";

serve((task) => evolveRun(task as EvolveRun));
