import type { Picture } from "../../gallery/pictures/picture.ts";

interface EntryPictureProps {
  readonly picture: Picture;
}

/** A gallery entry's drawing in the page's own colours; what it shows, the title says in words. */
export function EntryPicture({ picture }: EntryPictureProps) {
  return (
    <svg className="drawing" viewBox="0 0 96 64" aria-hidden="true">
      {picture.map(({ d, as }) => (
        <path key={d} className={as} d={d} />
      ))}
    </svg>
  );
}
