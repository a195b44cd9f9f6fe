import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import './progress.css';

/** How far a long work is, `done` from 0 to 1; without it, that it goes on. */
export function Progress({ label, done }: { readonly label: string; readonly done?: number | undefined }) {
  const whole = done === undefined ? {} : { value: Math.round(Math.min(done, 1) * 100) };
  return (
    <ProgressBar {...whole} isIndeterminate={done === undefined} className="progress">
      {({ percentage, valueText }) => (
        <>
          <div className="spread">
            <Label>{label}</Label>
            {done !== undefined && <span className="figures quiet">{valueText}</span>}
          </div>
          <div className="progress-track">
            <div
              className={`progress-fill${done === undefined ? ' progress-going' : ''}`}
              style={{ width: done === undefined ? '35%' : `${percentage}%` }}
            />
          </div>
        </>
      )}
    </ProgressBar>
  );
}
