/** The line, counted from 1, that a text hands its objective out on; null where none begins so. */
export function objectiveLine(source: string): number | null {
  const at = source.search(/^export default\b/m);
  return at < 0 ? null : source.slice(0, at).split("\n").length;
}
