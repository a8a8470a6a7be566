// A thread of the bench of several objectives.

import { serve } from "../shared/pool.ts";
import { type MultiRun, multiRun } from "./multi-runs.ts";

serve((task) => multiRun(task as MultiRun));
