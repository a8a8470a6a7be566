/** Whether id a comes before id b: by log as text, then by number. Alike on every peer. */
export function isIdBefore(logA: string, numberA: number, logB: string, numberB: number): boolean {
  return logA === logB ? numberA < numberB : logA < logB;
}
