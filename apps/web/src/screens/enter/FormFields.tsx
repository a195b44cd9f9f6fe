import { useLingui } from '@lingui/react/macro';
import { Choice } from '../../parts/Choice.tsx';
import { Field } from '../../parts/Field.tsx';
import { asked, type Wrong } from './check.ts';
import { DayField } from './DayField.tsx';
import type { Answers, Field as Question, Form } from './form.ts';
import './enter.css';

/** The questions of a form, one under the other. */
export function FormFields({
  form,
  answers,
  wrong,
  onAnswer,
}: {
  readonly form: Form;
  readonly answers: Answers;
  readonly wrong: Readonly<Record<string, Wrong>>;
  readonly onAnswer: (name: string, answer: string) => void;
}) {
  return (
    <div className="stack">
      {asked(form, answers).map((field) => (
        <OneField key={field.name} field={field} value={answers[field.name] ?? ''} wrong={wrong[field.name]} onAnswer={onAnswer} />
      ))}
    </div>
  );
}

function OneField({
  field,
  value,
  wrong,
  onAnswer,
}: {
  readonly field: Question;
  readonly value: string;
  readonly wrong: Wrong | undefined;
  readonly onAnswer: (name: string, answer: string) => void;
}) {
  const { t, i18n } = useLingui();
  const needed = field.required ? '' : ` (${t`if you know`})`;
  const label = i18n._(field.label) + needed;
  const hint = field.hint && i18n._(field.hint);
  const error = useWrongWords(wrong);
  const answer = (text: string) => onAnswer(field.name, text);
  switch (field.kind) {
    case 'choice':
      return (
        <div>
          <Choice
            label={label}
            value={value}
            onChange={answer}
            options={field.options.map((option) => ({ value: option.value, label: i18n._(option.label) }))}
          />
          {error && (
            <span className="field-error" role="alert">
              {error}
            </span>
          )}
        </div>
      );
    case 'day':
      return <DayField label={label} value={value} error={error} onChange={answer} />;
    case 'long':
    case 'line':
    case 'number':
      return (
        <Field
          label={label}
          hint={hint}
          value={value}
          error={error}
          onChange={answer}
          autoComplete="off"
          maxLength={field.kind === 'long' ? 4000 : 300}
          {...(field.kind === 'number' && { inputMode: 'decimal' as const })}
        />
      );
  }
}

function useWrongWords(wrong: Wrong | undefined): string | undefined {
  const { t } = useLingui();
  switch (wrong) {
    case 'missing':
      return t`Please say this; the rest can stay empty.`;
    case 'no-date':
      return t`There is no such day. A year alone is fine, with four digits.`;
    case 'no-number':
      return t`Please write a number.`;
    case 'future':
      return t`This day is still to come.`;
    case undefined:
      return undefined;
  }
}
