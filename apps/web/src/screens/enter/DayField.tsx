import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import { Pick } from '../../parts/Pick.tsx';

/** A day, a month or a year alone: whoever remembers only the year can say so. The value is a FHIR partial date. */
export function DayField({
  label,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const { t, i18n } = useLingui();
  const id = useId();
  const [[year = '', month = '', day = ''], setParts] = useState(() => value.slice(0, 10).split('-'));
  const set = (next: readonly [string, string, string]) => {
    setParts([...next]);
    onChange(dateOf(next));
  };
  const months = Array.from({ length: 12 }, (_, n) => ({
    value: String(n + 1).padStart(2, '0'),
    label: new Intl.DateTimeFormat(i18n.locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, n, 1)),
  }));
  const days = Array.from({ length: 31 }, (_, n) => ({ value: String(n + 1).padStart(2, '0'), label: String(n + 1) }));
  const unsure = { value: '', label: t`Not sure` };
  return (
    <fieldset className="field day-field" aria-describedby={error ? id : undefined}>
      <legend className="field-label">{label}</legend>
      <div className="row day-parts">
        <label className="day-year">
          <span className="small quiet">{t`Year`}</span>
          <input
            className="field-input"
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
            value={year}
            aria-invalid={error ? true : undefined}
            onChange={(event) => set([event.target.value.replace(/\D/g, ''), month, day])}
          />
        </label>
        <Pick label={t`Month`} value={month} options={[unsure, ...months]} onChange={(next) => set([year, next, day])} />
        {month && <Pick label={t`Day`} value={day} options={[unsure, ...days]} onChange={(next) => set([year, month, next])} />}
      </div>
      {error && (
        <span id={id} className="field-error">
          {error}
        </span>
      )}
    </fieldset>
  );
}

function dateOf([year, month, day]: readonly [string, string, string]): string {
  if (!year) return '';
  return [year, month, month && day].filter(Boolean).join('-');
}
