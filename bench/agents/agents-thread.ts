// A thread of the bench of agents.
import { serve } from "../shared/pool.ts";
import { type AgentsPlan, runAgents } from "./agents-run.ts";
import { type PpoPlan, runPpo } from "./ppo-run.ts";

serve((task) => {
  const plan = task as AgentsPlan | PpoPlan;
  return plan.kind === "agents" ? runAgents(plan) : runPpo(plan);
});
