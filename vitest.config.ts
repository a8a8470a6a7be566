import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{study,swarm,agent,formats,gallery,worker,links,signaling,app,cli,test}/**/*.test.ts"],
    exclude: ["test/e2e/**", "node_modules/**"],
    environment: "node",
    maxWorkers: 2,
    // A hang is a failure; a slow machine is not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
