import { readArguments, USAGE } from "../../signaling/command-line.ts";
import { UnusableFolder } from "../../signaling/data/data-folder.ts";
import { demonstrationStudy } from "../../signaling/demonstration-study.ts";
import { greeting } from "../../signaling/greeting.ts";
import { startSeed } from "../../signaling/seed.ts";
import { Failure, Misuse } from "../words/misuse.ts";
import { EXIT, type World } from "./world.ts";

/** `waggle seed`: the seed with its page, until it is interrupted. `args` are the seed's own. */
export async function seed(args: readonly string[], world: World): Promise<number> {
  const read = readArguments(args, world.env);
  if (!read.ok) throw new Misuse(`${read.reason.replace(/\.$/, "")}: see waggle seed --help.`);
  if (read.value.help) {
    world.out.write(USAGE.replace("npm start --", "waggle seed"));
    return EXIT.ok;
  }
  const { opensPage: _, help: __, ...options } = read.value;
  const { pageDirectory } = world;
  const started = await startSeed({ ...options, pageDirectory, demonstration: demonstrationStudy }).catch(
    (error: unknown) => {
      if (error instanceof UnusableFolder) throw new Failure(error.message, { cause: error });
      const why = error instanceof Error ? error.message : String(error);
      throw new Failure(`The seed could not start (${why}): choose another --port or --host.`, { cause: error });
    },
  );
  world.out.write(greeting(started.info()));
  if (!world.interrupted.aborted)
    await new Promise((resolve) => world.interrupted.addEventListener("abort", resolve, { once: true }));
  await started.close();
  return EXIT.ok;
}
