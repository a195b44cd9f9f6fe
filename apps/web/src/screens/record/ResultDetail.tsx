import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Suspense, lazy, useState } from 'react';
import type { Series } from '../../../../server/src/http/api.ts';
import { factQuery, resultsQuery, seriesQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { Flag } from '../../parts/Flag.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { unitWords } from '../../words/units.ts';
import { useWords } from '../../words/useWords.ts';
import './results.css';

const DeviceReadings = lazy(() => import('./DeviceReadings.tsx').then(({ DeviceReadings }) => ({ default: DeviceReadings })));
const Trend = lazy(() => import('./Trend.tsx').then(({ Trend }) => ({ default: Trend })));
const FIRST_ROWS = 12;

/** One measured thing over time: the latest value large, the trend, every value in a table. */
export function ResultDetail() {
  const { t } = useLingui();
  const words = useWords();
  const person = usePerson();
  const { type, id } = useParams({ from: '/inside/record/results/$type/$id' });
  // The address names a fact, never a code: codes tell what somebody was tested for.
  const results = useQuery(resultsQuery(person));
  const line = results.data?.find(({ latest }) => latest.id === id);
  const fact = useQuery({ ...factQuery(person, type, id), enabled: results.data !== undefined && !line });
  const code = line?.code ?? fact.data?.listed.card.code;
  const device = results.data?.some((each) => each.code === code && each.device);
  const series = useQuery(seriesQuery(person, code));
  const latest = line?.latest.card ?? fact.data?.listed.card;
  const range = latest && words.range(latest);
  return (
    <Page title={line?.title ?? series.data?.title ?? t`Result`} back={{ to: '/record/results', label: t`All results` }}>
      {(results.error ?? series.error) && <TroubleNotice trouble={results.error ?? series.error} />}
      {latest && (
        <div className="result-now">
          <p className="result-big figures">
            {latest.value ?? '–'} <small>{latest.unit && unitWords(latest.unit)}</small>
          </p>
          <p className="row">
            <Flag flag={latest.flag} />
            <span className="quiet">{[words.when(latest), range && t`range ${range}`].filter(Boolean).join(' · ')}</span>
          </p>
        </div>
      )}
      {code !== undefined && device && (
        <Suspense fallback={<Waiting />}>
          <DeviceReadings code={code} />
        </Suspense>
      )}
      {series.isPending && <Waiting />}
      {series.data && series.data.points.length > 1 && (
        <Card title={t`Over time`}>
          <Suspense fallback={<Waiting />}>
            <Trend series={series.data} />
          </Suspense>
        </Card>
      )}
      {series.data && series.data.points.length > 0 && <Values series={series.data} />}
      {series.data && series.data.others.length > 0 && (
        <Card title={t`Said in words or another unit`} flush>
          <FactList facts={series.data.others} showKind={false} />
        </Card>
      )}
    </Page>
  );
}

/** The same as the curve, in figures and words; each value leads to its evidence. */
function Values({ series }: { readonly series: Series }) {
  const { t } = useLingui();
  const words = useWords();
  const [all, setAll] = useState(false);
  const points = series.points.toSorted((a, b) => b.at - a.at);
  const judged = points.some(({ flag }) => flag);
  const named = points.some(({ who }) => who);
  const shown = all ? points : points.slice(0, FIRST_ROWS);
  return (
    <Card title={t`Every value`}>
      <div className="values-scroll" tabIndex={0} role="region" aria-label={t`Every value`}>
        <table className="values">
          <thead>
            <tr>
              <th scope="col">
                <Trans>When</Trans>
              </th>
              <th scope="col">
                <Trans>Value</Trans>
              </th>
              {judged && (
                <th scope="col">
                  <Trans>Meaning</Trans>
                </th>
              )}
              {named && (
                <th scope="col">
                  <Trans>Who</Trans>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((point, at) => (
              <tr key={`${point.id} ${at}`}>
                <td className="nowrap">
                  <Link to="/record/fact/$type/$id" params={{ type: point.type, id: point.id }}>
                    {words.day(new Date(point.at).toISOString())}
                  </Link>
                </td>
                <td>
                  {point.component && <span className="quiet">{point.component} </span>}
                  {point.text} {point.unit && unitWords(point.unit)}
                </td>
                {judged && (
                  <td>
                    <Flag flag={point.flag} />
                  </td>
                )}
                {named && <td className="quiet">{point.who}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {points.length > shown.length && (
        <div>
          <Button look="bare" onPress={() => setAll(true)}>
            <Trans>Show all {words.count(points.length)} values</Trans>
          </Button>
        </div>
      )}
    </Card>
  );
}
