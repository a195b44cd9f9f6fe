import { Trans } from '@lingui/react/macro';
import './steps.css';

/** Where in a short sequence this screen is. */
export function Steps({ at, of }: { readonly at: number; readonly of: number }) {
  return (
    <div className="steps">
      <span className="small quiet">
        <Trans>
          Step {at} of {of}
        </Trans>
      </span>
      <span className="steps-dots" aria-hidden="true">
        {Array.from({ length: of }, (_, n) => (
          <span key={n} className={n < at ? 'steps-dot steps-done' : 'steps-dot'} />
        ))}
      </span>
    </div>
  );
}
