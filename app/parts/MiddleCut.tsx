/** As much of the end as tells numbered names apart ("weight_12", "weight_13") and leaves the start most of a narrow column. */
const KEPT_AT_END = 6;

/** A name on one line: where there is too little room, its middle gives way and both ends stay. Read and copied it is whole. */
export function MiddleCut({ children }: { readonly children: string }) {
  const [start, end] = inTwoParts(children);
  return (
    <span className="mid" dir="auto" title={children}>
      <span>{start}</span>
      <span>{end}</span>
    </span>
  );
}

/** The part that may be cut and the part that stays; together the name. */
export function inTwoParts(name: string): readonly [start: string, end: string] {
  const characters = Array.from(name);
  // Cutting a short name would save nothing.
  if (characters.length <= 2 * KEPT_AT_END) return [name, ""];
  return [characters.slice(0, -KEPT_AT_END).join(""), characters.slice(-KEPT_AT_END).join("")];
}
