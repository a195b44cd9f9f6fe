import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Table, TableAnswers } from '../../../../server/src/http/api.ts';
import { readTable } from '../../client/imports.ts';
import { tableQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';
import { TableColumns } from './TableColumns.tsx';
import { TableQuestions } from './TableQuestions.tsx';
import './table.css';

/** A table that no format knows: what its columns are, and how its rows will read; kept only once the person says so. */
export function ExplainTable() {
  const { t } = useLingui();
  const person = usePerson();
  const navigate = useNavigate();
  const { original } = useParams({ from: '/inside/add/table/$original' });
  const { member } = useSearch({ from: '/inside/add/table/$original' });
  const [answers, setAnswers] = useState<TableAnswers>({
    ...(member && { member }),
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const table = useQuery(tableQuery(person, original, answers));
  const read = useMutation({
    mutationFn: (name: string) => readTable(person, original, member || name, answers),
    onSuccess: () => navigate({ to: '/add' }),
  });
  const { data } = table;
  return (
    <Page title={t`What the columns are`} lead={member || data?.name} back={{ to: '/add', label: t`Add` }}>
      {(table.error ?? read.error) && <TroubleNotice trouble={table.error ?? read.error} />}
      {table.isPending && <Waiting lines={6} />}
      {data && (
        <>
          <TableQuestions person={person} original={original} answers={answers} onAnswers={setAnswers} />
          <TableColumns table={data} answers={answers} onAnswers={setAnswers} />
          <Readings table={data} zone={answers.zone} />
          <div className="stack-s">
            {data.questions.length > 0 && (
              <p className="quiet" role="status">
                <Plural value={data.questions.length} one="One thing is still to be said." other="# things are still to be said." />
              </p>
            )}
            <div className="row">
              <Button
                look="main"
                isDisabled={data.questions.length > 0 || data.readings.length === 0 || table.isPlaceholderData || read.isPending}
                onPress={() => read.mutate(data.name)}
              >
                <Trans>Keep it like this</Trans>
              </Button>
            </div>
            <p className="quiet small">
              <Trans>The next table with the same headings is read the same way, without a question.</Trans>
            </p>
          </div>
        </>
      )}
    </Page>
  );
}

/** The first rows as they would stand in the record. */
function Readings({ table: { readings, unread, mapping }, zone }: { readonly table: Table; readonly zone: string | undefined }) {
  const { t } = useLingui();
  const words = useWords();
  const hasTime = mapping.columns.some(({ role }) => role === 'time' || role === 'dateTime');
  return (
    <Card title={t`How the first rows would read`}>
      {readings.length === 0 ? (
        <p className="quiet">
          <Trans>Nothing can be read yet. Say which column holds the date, and what the others measure.</Trans>
        </p>
      ) : (
        <ul className="table-readings">
          {readings.map((card, at) => (
            <li key={at}>
              <span>{words.title(card)}</span>
              <span className="figures">{words.value(card)}</span>
              <span className="quiet">{card.date && words.date(card.date)}</span>
            </li>
          ))}
        </ul>
      )}
      {unread > 0 && (
        <Notice>
          <p>
            <Plural value={unread} one="One of the first rows cannot be read so." other="# of the first rows cannot be read so." />
          </p>
        </Notice>
      )}
      {hasTime && zone && (
        <p className="quiet small">
          <Trans>Times are taken as those of a clock in {zone}.</Trans>
        </p>
      )}
    </Card>
  );
}
