// The seed's composition root: configuration is read and the seed built here, nowhere else.
import { join } from "node:path";
import { readArguments, USAGE } from "./command-line.ts";
import { UnusableFolder } from "./data/data-folder.ts";
import { demonstrationStudy } from "./demonstration-study.ts";
import { greeting } from "./greeting.ts";
import { openPage } from "./open-page.ts";
import { type Seed, startSeed } from "./seed.ts";

const read = readArguments(process.argv.slice(2), process.env);
if (!read.ok) fail(`${read.reason}\n\n${USAGE}`);
else if (read.value.help) process.stdout.write(USAGE);
else {
  const { opensPage, ...options } = read.value;
  try {
    const pageDirectory = join(import.meta.dirname, "..", "dist");
    const seed = await startSeed({ ...options, pageDirectory, demonstration: demonstrationStudy });
    closeOnSignals(seed);
    process.stdout.write(greeting(seed.info()));
    if (opensPage) openPage(seed.info().localUrl);
  } catch (error) {
    fail(`${explain(error, options.port, options.host)}\n`);
  }
}

function closeOnSignals(seed: Seed): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A second signal, or a connection that does not end, must not keep the seed from stopping.
    process.once(signal, () => {
      setTimeout(() => process.exit(0), 800).unref();
      void seed.close().finally(() => process.exit(0));
    });
  }
}

function explain(error: unknown, port: number, host: string): string {
  if (error instanceof UnusableFolder) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE") {
    return `Port ${port} is taken by another program: stop that one, or choose another port with --port ${port + 1}.`;
  }
  if (code === "EACCES") return `This user may not listen on port ${port}: choose one above 1023 with --port.`;
  if (code === "EADDRNOTAVAIL") return `This machine has no address ${host}: leave --host out, or give one of its own.`;
  throw error;
}

function fail(message: string): void {
  process.stderr.write(message);
  process.exitCode = 1;
}
