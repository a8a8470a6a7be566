// A thread of the parallel bench.
import { serve } from "../shared/pool.ts";
import { type SwarmRun, swarmRun } from "./swarm-simulation.ts";

serve((task) => swarmRun(task as SwarmRun));
