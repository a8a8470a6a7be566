import { MAX_SEED_LENGTH } from "../../../study/spec/spec-limits.ts";
import { nextDraws } from "./experiment-form.ts";

interface DrawsFieldProps {
  readonly draws: string;
  readonly onChange: (draws: string) => void;
}

/** The seed of what the file draws at random, and another one at one press. */
export function DrawsField({ draws, onChange }: DrawsFieldProps) {
  return (
    <div className="draws">
      <label htmlFor="field-draws">Seed of the draws</label>
      <input
        className="in slim"
        id="field-draws"
        value={draws}
        maxLength={MAX_SEED_LENGTH}
        autoComplete="off"
        aria-describedby="draws-hint"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <button type="button" className="b s" onClick={() => onChange(nextDraws(draws))}>
        Draw again
      </button>
      <p className="qq xs" id="draws-hint">
        The same file and seed give the same variants.
      </p>
    </div>
  );
}
