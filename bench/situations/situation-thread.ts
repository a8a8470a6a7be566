// A thread of the bench of situations.
import { serve } from "../shared/pool.ts";
import { type SituationRun, situationRun } from "./situation-runs.ts";

serve((task) => situationRun(task as SituationRun));
