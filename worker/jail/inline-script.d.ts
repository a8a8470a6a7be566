/** The text of one classic script, bundled by `scripts/inline-worker-plugin.ts`. */
declare module "*?inline-script" {
  const source: string;
  export default source;
}
