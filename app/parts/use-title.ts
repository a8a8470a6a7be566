import { useEffect } from "react";

/** The window's title while the calling page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title.slice(0, 120);
  }, [title]);
}
