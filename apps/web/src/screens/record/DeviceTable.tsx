import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { DeviceSeries } from '../../../../server/src/http/api.ts';
import { Button } from '../../parts/Button.tsx';
import { useWords } from '../../words/useWords.ts';

const FIRST_ROWS = 7;
const MORE_ROWS = 60;

/** The curve in figures, newest first; a day leads to its hours. */
export function DeviceTable({ series, onDay }: { readonly series: DeviceSeries; readonly onDay?: (at: number) => void }) {
  const { t } = useLingui();
  const words = useWords();
  const [rows, setRows] = useState(FIRST_ROWS);
  const points = series.points.toReversed();
  const isSample = series.resolution === 'sample';
  const number = new Intl.NumberFormat(words.locales, { maximumSignificantDigits: 4 });
  const when = (at: number) => (onDay ? words.day(new Date(at).toISOString().slice(0, 10)) : words.time(at));
  return (
    <div className="stack-s">
      <div className="values-scroll" tabIndex={0} role="region" aria-label={t`The same in figures`}>
        <table className="values values-device">
          <thead>
            <tr>
              <th scope="col">
                <Trans>When</Trans>
              </th>
              <th scope="col">{isSample ? t`Value` : series.daily === 'sum' ? t`Total` : t`Average`}</th>
              {!isSample && series.daily === 'mean' && (
                <th scope="col">
                  <Trans>Lowest to highest</Trans>
                </th>
              )}
              {!isSample && (
                <th scope="col">
                  <Trans>Readings</Trans>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {points.slice(0, rows).map((point, n) => (
              <tr key={`${point.at} ${n}`}>
                <td className="nowrap">
                  {onDay ? (
                    <Button look="bare" onPress={() => onDay(point.at)}>
                      {when(point.at)}
                    </Button>
                  ) : (
                    when(point.at)
                  )}
                </td>
                <td>{number.format(point.value)}</td>
                {!isSample && series.daily === 'mean' && (
                  <td className="nowrap">
                    {number.format(point.low)} – {number.format(point.high)}
                  </td>
                )}
                {!isSample && <td>{words.count(point.count)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {points.length > rows && (
        <div>
          <Button look="bare" onPress={() => setRows(rows + MORE_ROWS)}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
