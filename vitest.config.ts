import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{study,swarm,agent,formats,gallery,worker,links,signaling,app,cli,test}/**/*.test.ts"],
    exclude: ["test/e2e/**", "node_modules/**"],
    environment: "node",
    maxWorkers: 2,
    // A hang is a failure; a slow machine is not: on two cores that thirty programs shared, the slowest test took 102 s. So
    // no test has a lower limit of its own.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
