import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{study,swarm,agent,formats,gallery,worker,links,signaling,app,cli,test}/**/*.test.ts"],
    exclude: ["test/e2e/**", "node_modules/**"],
    environment: "node",
    maxWorkers: 2,
  },
});
