/** What is wrong with an expression, or with what it came to: one sentence, and where in its text. */
export class ExpressionFault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** What an operation refuses without knowing where it stands; whoever calls it adds the place. */
export class ValueFault extends Error {}

export const refuseValue = (message: string): never => {
  throw new ValueFault(message);
};
