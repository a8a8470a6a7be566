interface PageButtonsProps {
  /** From 0. */
  readonly page: number;
  readonly isLast: boolean;
  readonly closed: boolean;
  readonly onTurn: (page: number) => void;
}

/** The way through a list that is shown a page at a time. */
export function PageButtons({ page, isLast, closed, onTurn }: PageButtonsProps) {
  return (
    <>
      <button type="button" className="b s" disabled={closed || page === 0} onClick={() => onTurn(page - 1)}>
        Previous
      </button>
      <button type="button" className="b s" disabled={closed || isLast} onClick={() => onTurn(page + 1)}>
        Next
      </button>
    </>
  );
}
