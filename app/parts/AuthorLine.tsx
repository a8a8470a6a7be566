import type { StudySpec } from "../../study/spec/spec.ts";
import { Icon } from "./Icon.tsx";
import { Name } from "./Name.tsx";
import { fingerprint } from "./numbers.ts";

/** Who wrote the study, and the key that proves it; or that nobody signed it, as with what a seed offers, and nobody can command it. */
export function AuthorLine({ author }: { readonly author: StudySpec["author"] }) {
  if (author.key === "") {
    return (
      <div className="row q sm author">
        <Icon name="user" />
        <span>Nobody signed this study</span>
      </div>
    );
  }
  return (
    <div className="row q sm author">
      <Icon name="user" />
      <span className="who">
        <Name>{author.name}</Name> wrote this study
      </span>
      <span className="qq sp nw" title={`Author's key: ${author.key}`}>
        key <span className="mono">{fingerprint(author.key)}</span>
      </span>
    </div>
  );
}
