import { defineConfig, type Plugin } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { inlineScript } from "./scripts/inline-worker-plugin.ts";

/** What is bundled into one text depends on more files than the one that names it, so no earlier run's may be taken for it. */
const freshScripts: Plugin = {
  name: "waggle:fresh-scripts",
  configureVitest: ({ defineCacheKeyGenerator }) =>
    defineCacheKeyGenerator(({ id }) => (id.endsWith("?inline-script") ? false : null)),
};

/** Those of whole programs wait for them, and come first: what takes longest must not begin last. */
class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const ofPrograms = (file: TestSpecification): boolean => /\/test\/|\/signaling\//.test(file.moduleId);
    return [...sorted.filter(ofPrograms), ...sorted.filter((file) => !ofPrograms(file))];
  }
}

export default defineConfig({
  plugins: [inlineScript(), freshScripts],
  test: {
    include: ["{study,swarm,agent,formats,gallery,worker,links,signaling,app,cli,test}/**/*.test.ts"],
    exclude: ["test/e2e/**", "node_modules/**"],
    environment: "node",
    // Many tests wait for processes of theirs: two more than there are cores.
    maxWorkers: 4,
    sequence: { sequencer: ProgramsFirst },
    // A hang is a failure; a slow machine is not: on two cores that thirty programs shared, the slowest test took 102 s. So
    // no test has a lower limit of its own.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
