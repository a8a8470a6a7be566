/** The study is there and is what was asked for, but this page cannot read it: asking again does not help. Its message says why. */
export class UnreadableStudy extends Error {
  override readonly name: string = "UnreadableStudy";
}
