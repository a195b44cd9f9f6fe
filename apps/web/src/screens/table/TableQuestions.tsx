import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { Table, TableAnswers } from '../../../../server/src/http/api.ts';
import { tableQuery } from '../../client/queries.ts';
import { Card } from '../../parts/Card.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { useWords } from '../../words/useWords.ts';
import { dayIn, numberWith } from './answers.ts';

type Question = Table['questions'][number];

/** What concerns the table as a whole: an answer can be changed, so the question stays where it is. */
export function TableQuestions({
  person,
  original,
  answers,
  onAnswers,
}: {
  readonly person: string;
  readonly original: string;
  readonly answers: TableAnswers;
  readonly onAnswers: (answers: TableAnswers) => void;
}) {
  const { t } = useLingui();
  // As if neither had been answered.
  const { dateOrder: _, decimal: __, ...open } = answers;
  const asked = useQuery(tableQuery(person, original, open));
  const questions = asked.data?.questions ?? [];
  const whole = questions.filter(({ about }) => about === 'date-order' || about === 'decimal');
  return (
    <>
      {questions.some(({ about }) => about === 'date-column') && (
        <Notice title={t`Which column holds the date?`}>
          <p>
            <Trans>Choose “Date” for it below. Without a date a value cannot be placed.</Trans>
          </p>
        </Notice>
      )}
      {whole.length > 0 && (
        <Card title={t`Nothing is guessed`}>
          {whole.map((question) => (
            <WholeQuestion key={question.about} question={question} answers={answers} onAnswers={onAnswers} />
          ))}
        </Card>
      )}
    </>
  );
}

function WholeQuestion({
  question,
  answers,
  onAnswers,
}: {
  readonly question: Question;
  readonly answers: TableAnswers;
  readonly onAnswers: (answers: TableAnswers) => void;
}) {
  const { t } = useLingui();
  const words = useWords();
  if (question.about === 'date-order')
    return (
      <Choice
        label={t`Which day is ${question.example}?`}
        value={answers.dateOrder ?? ''}
        onChange={(order) => onAnswers({ ...answers, dateOrder: order as NonNullable<TableAnswers['dateOrder']> })}
        options={question.options.map((order) => ({ value: order, label: words.day(dayIn(order, question.example)) }))}
      />
    );
  if (question.about === 'decimal')
    return (
      <Choice
        label={t`Which number is ${question.example}?`}
        value={answers.decimal ?? ''}
        onChange={(decimal) => onAnswers({ ...answers, decimal: decimal as '.' | ',' })}
        options={(['.', ','] as const).map((decimal) => ({
          value: decimal,
          label: words.count(numberWith(decimal, question.example)),
        }))}
      />
    );
  return null;
}
