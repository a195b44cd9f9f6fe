import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ResultLine } from '../../../../server/src/http/api.ts';
import { resultsQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Card } from '../../parts/Card.tsx';
import { Chips } from '../../parts/Chips.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Flag } from '../../parts/Flag.tsx';
import { Page } from '../../parts/Page.tsx';
import { SparkLine } from '../../parts/SparkLine.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import { RecordTabs } from './RecordTabs.tsx';
import './results.css';

type Show = 'all' | 'marked' | 'laboratory' | 'vital-signs';

/** One line for each thing that was ever measured: the latest value, its shape over time, its range. */
export function Results() {
  const { t } = useLingui();
  const words = useWords();
  const person = usePerson();
  const results = useQuery(resultsQuery(person));
  const [show, setShow] = useState<Show>('all');
  const lines = useMemo(
    () =>
      (results.data ?? []).filter(({ latest }) => {
        if (show === 'all') return true;
        return show === 'marked' ? words.flag(latest.card.flag)?.attention : latest.card.category?.includes(show);
      }),
    [results.data, show, words],
  );
  return (
    <Page title={t`Results`}>
      <RecordTabs />
      <Chips
        label={t`Show`}
        value={show}
        onChange={setShow}
        options={[
          { value: 'all', label: t`Everything` },
          { value: 'marked', label: t`Marked unusual` },
          { value: 'laboratory', label: t`Laboratory` },
          { value: 'vital-signs', label: t`Body measurements` },
        ]}
      />
      {results.error && <TroubleNotice trouble={results.error} />}
      {results.isPending && <Waiting lines={8} />}
      {results.data && lines.length === 0 && (
        <Empty icon="results" title={t`No results here`}>
          <p>
            {show === 'all' ? (
              <Trans>Laboratory values and measurements appear here once you add them.</Trans>
            ) : (
              <Trans>None of your results is of this kind.</Trans>
            )}
          </p>
        </Empty>
      )}
      {lines.length > 0 && (
        <Card flush>
          <ul>
            {lines.map((line) => (
              <li key={line.code} className="result-item">
                <ResultRow line={line} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}

function ResultRow({ line }: { readonly line: ResultLine }) {
  const words = useWords();
  const { card } = line.latest;
  const range = words.range(card);
  return (
    <Link className="result-row" to="/record/results/$type/$id" params={{ type: line.latest.type, id: line.latest.id }}>
      <span className="fact-main">
        <span className="fact-title">{line.title}</span>
        <span className="fact-second">
          {words.onDay(card)}
          {line.device && (
            <>
              {' '}
              · <Trans>measured by a device, day by day</Trans>
            </>
          )}
          {!line.device && line.count > 1 && (
            <>
              {' '}
              · <Trans>{words.count(line.count)} values</Trans>
            </>
          )}
        </span>
      </span>
      <SparkLine values={line.spark} />
      <span className="fact-value">
        <span className="figures">{words.value(card) ?? '–'}</span>
        <Flag flag={card.flag} />
        {range && (
          <span className="quiet small result-range">
            <Trans>range {range}</Trans>
          </span>
        )}
      </span>
    </Link>
  );
}
