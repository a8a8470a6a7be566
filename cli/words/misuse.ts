/** What the person asked for cannot be: one sentence that says the fix. Exit code 2. */
export class Misuse extends Error {
  override readonly name = "Misuse";
}

/** What was asked for did not come about: one sentence. Exit code 1. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** The person did not wish to wait. Exit code 130. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}
