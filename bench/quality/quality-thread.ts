// A thread of the quality bench.
import { serve } from "../shared/pool.ts";
import { type QualityRun, qualityRun } from "./quality-runs.ts";

serve((task) => qualityRun(task as QualityRun));
