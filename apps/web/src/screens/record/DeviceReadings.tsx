import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { DeviceSeries } from '../../../../server/src/http/api.ts';
import { deviceSeriesQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Card } from '../../parts/Card.tsx';
import { Chips } from '../../parts/Chips.tsx';
import { Field } from '../../parts/Field.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import { DeviceTable } from './DeviceTable.tsx';
import { DeviceTrend } from './DeviceTrend.tsx';

const DAY = 86_400_000;
const SPANS = { month: 31, quarter: 92, year: 366, all: Number.POSITIVE_INFINITY } as const;
type Span = keyof typeof SPANS;

/** What a device measured: day by day over a span of time, and one day by hour or reading by reading. */
export function DeviceReadings({ code }: { readonly code: string }) {
  const { t } = useLingui();
  const words = useWords();
  const person = usePerson();
  const days = useQuery(deviceSeriesQuery(person, { code, resolution: 'day' }));
  const [span, setSpan] = useState<Span>('year');
  const [day, setDay] = useState<string>();
  // A day chosen in the table opens further down: whoever chose it is taken there. Whoever types a date stays with typing.
  const [chosen, setChosen] = useState(0);
  const opened = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (chosen > 0) opened.current?.focus();
  }, [chosen]);
  const shown = useMemo(() => days.data && within(days.data, SPANS[span]), [days.data, span]);
  if (days.error) return <TroubleNotice trouble={days.error} />;
  if (!days.data || !shown) return <Waiting />;
  const { points } = days.data;
  const [first, last] = [dayOf(points[0]?.at ?? 0), dayOf(points.at(-1)?.at ?? 0)];
  const isDay = day !== undefined && day >= first && day <= last;
  return (
    <>
      <Card title={t`Day by day`}>
        <div className="device-days">
          <Chips
            label={t`Time shown`}
            value={span}
            onChange={setSpan}
            options={[
              { value: 'month', label: t`Month` },
              { value: 'quarter', label: t`Three months` },
              { value: 'year', label: t`Year` },
              { value: 'all', label: t`All` },
            ]}
          />
        </div>
        <DeviceTrend series={shown} />
        <DeviceTable
          series={shown}
          onDay={(at) => {
            setDay(dayOf(at));
            setChosen((before) => before + 1);
          }}
        />
      </Card>
      <Card title={t`One day`}>
        <Field
          type="date"
          label={t`Look at the day`}
          value={day ?? ''}
          onChange={setDay}
          hint={<Trans>Or choose one in the table above.</Trans>}
        />
        {isDay && (
          <>
            <h3 ref={opened} tabIndex={-1}>
              {words.day(day)}
            </h3>
            <OneDay key={day} code={code} day={day} />
          </>
        )}
        {day !== undefined && day !== '' && !isDay && (
          <p className="quiet" role="status">
            <Trans>There are no readings on this day.</Trans>
          </p>
        )}
      </Card>
    </>
  );
}

function OneDay({ code, day }: { readonly code: string; readonly day: string }) {
  const { t } = useLingui();
  const person = usePerson();
  const [by, setBy] = useState<'hour' | 'sample'>('hour');
  const series = useQuery(deviceSeriesQuery(person, { code, from: day, to: day, resolution: by }));
  return (
    <>
      <Chips
        label={t`How closely`}
        value={by}
        onChange={setBy}
        options={[
          { value: 'hour', label: t`By hour` },
          { value: 'sample', label: t`Every reading` },
        ]}
      />
      {series.error && <TroubleNotice trouble={series.error} />}
      {series.isPending && <Waiting />}
      {series.data && series.data.points.length === 0 && (
        <p className="quiet">
          <Trans>There are no readings on this day.</Trans>
        </p>
      )}
      {series.data && series.data.points.length > 0 && (
        <>
          <DeviceTrend series={series.data} />
          <DeviceTable series={series.data} />
        </>
      )}
    </>
  );
}

/** The last so many days that were measured, counted from the newest. */
function within(series: DeviceSeries, days: number): DeviceSeries {
  const from = (series.points.at(-1)?.at ?? 0) - days * DAY;
  return { ...series, points: series.points.filter(({ at }) => at > from) };
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
