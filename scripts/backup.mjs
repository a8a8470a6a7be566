// `node scripts/backup.mjs data backup`: copies a seed's folder while the seed runs, each file as of one moment.
import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) fail("Say what to copy and where to: node scripts/backup.mjs data backup");
if (!existsSync(join(from, "studies.sqlite"))) fail(`${from} is no folder of a seed: give the one after --data.`);
if (existsSync(join(to, "studies.sqlite"))) fail(`There is a backup in ${to} already: give a new folder.`);
mkdirSync(to, { recursive: true, mode: 0o700 });
for (const name of ["studies.sqlite", "archive.sqlite"]) {
  if (!existsSync(join(from, name))) continue;
  const database = new DatabaseSync(join(from, name), { readOnly: true });
  await backup(database, join(to, name));
  database.close();
}
const key = join(from, "archive.sqlite.key");
if (existsSync(key)) {
  copyFileSync(key, join(to, "archive.sqlite.key"));
  chmodSync(join(to, "archive.sqlite.key"), 0o600);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
