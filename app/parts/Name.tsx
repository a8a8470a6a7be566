/** 80: longer names are cut on show; nobody recognizes a name by its 81st letter. */
const MAX_SHOWN = 80;

/** A stranger's name: isolated from the text around it (right-to-left marks), cut, on one line. */
export function Name({ children }: { readonly children: string }) {
  const clean = children.trim();
  const shown = clean.length > MAX_SHOWN ? `${clean.slice(0, MAX_SHOWN)}…` : clean;
  return (
    <bdi className="name" title={clean.length > 24 ? clean.slice(0, 300) : undefined}>
      {shown === "" ? "nameless" : shown}
    </bdi>
  );
}
