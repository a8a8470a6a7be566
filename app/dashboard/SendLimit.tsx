import { useState } from "react";
import { LEAST_SEND_BYTES_PER_SECOND, MOST_SEND_BYTES_PER_SECOND } from "../../agent/link/send-limit.ts";

interface SendLimitProps {
  readonly bytesPerSecond: number;
  readonly onChange: (bytesPerSecond: number) => void;
}

/** What this tab may send: for who pays for it, or shares a narrow line. */
export function SendLimit({ bytesPerSecond, onChange }: SendLimitProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const leastKb = LEAST_SEND_BYTES_PER_SECOND / 1_000;
  const mostKb = MOST_SEND_BYTES_PER_SECOND / 1_000;
  const type = (text: string): void => {
    setTyped(text);
    const wanted = Number(text);
    if (text !== "" && Number.isInteger(wanted) && wanted >= leastKb && wanted <= mostKb) onChange(wanted * 1_000);
  };
  return (
    <>
      <label>
        Send at most
        <input
          className="in"
          type="number"
          min={leastKb}
          max={mostKb}
          aria-label={`Send at most so many kB a second, ${leastKb} to ${mostKb}`}
          value={typed ?? Math.round(bytesPerSecond / 1_000)}
          onChange={(event) => type(event.currentTarget.value)}
          onBlur={() => setTyped(null)}
        />
        kB a second
      </label>
      <p className="q sm">
        From {leastKb} to {mostKb}, which is all that is ever sent. New bests leave in any case; other trials wait, and
        of too many some are left out.
      </p>
    </>
  );
}
