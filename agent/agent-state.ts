/** Where one participant of one study stands. */
export type AgentState = "joining" | "running" | "watching" | "paused" | "finished" | "failed" | "left";
