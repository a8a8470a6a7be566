// A thread of the bench of sigmoids.
import { serve } from "../shared/pool.ts";
import { runSigmoids, type SigmoidPlan } from "./sigmoid-swarm.ts";

serve((task) => runSigmoids(task as SigmoidPlan));
