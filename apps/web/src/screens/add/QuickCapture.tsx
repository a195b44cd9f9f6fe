import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type Doubt, type QuickFact, understand } from '@satchel/intake/quick-capture';
import { type FormEvent, useMemo, useState } from 'react';
import { keep, takeBack, type Written } from '../../client/write.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Field } from '../../parts/Field.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { useWords } from '../../words/useWords.ts';
import { glimpseOf } from './glimpse.ts';
import { nowHere } from './now-here.ts';
import './quick-capture.css';

/** One line in the person's own words; what was understood shows before it is kept. */
export function QuickCapture({ person, name }: { readonly person: string; readonly name: string }) {
  const { t, i18n } = useLingui();
  const [line, setLine] = useState('');
  const facts = useMemo(() => understand(line, nowHere(), i18n.locale === 'es' ? 'es' : 'en'), [line, i18n.locale]);
  const act = useMutation({
    mutationFn: async () => {
      const kept: Written[] = [];
      for (const { resource } of facts) kept.push(await keep(person, name, resource));
      return kept;
    },
    onSuccess: (kept) => {
      setLine('');
      const undo = () => void Promise.all(kept.map((each) => takeBack(person, each, t`Entered by mistake`)));
      say(t`Kept in the record`, { label: t`Undo`, act: undo });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (facts.length > 0) act.mutate();
  };
  return (
    <Card title={t`Note something`}>
      <form className="stack" onSubmit={submit}>
        <Field
          label={t`In one line, as you would say it`}
          hint={t`For example: BP 128/82 · weight 71.4 kg · took ibuprofen 400 mg · headache since morning`}
          value={line}
          onChange={setLine}
          autoComplete="off"
          maxLength={300}
        />
        {facts.length > 0 && (
          <ul className="quick-facts" aria-label={t`This is what would be kept`}>
            {facts.map((fact, n) => (
              <li key={n}>
                <Glimpse fact={fact} />
              </li>
            ))}
          </ul>
        )}
        {act.error && <TroubleNotice trouble={act.error} />}
        <div>
          <Button type="submit" look={facts.length > 0 ? 'main' : 'calm'} isDisabled={facts.length === 0 || act.isPending}>
            <Trans>Keep it</Trans>
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Glimpse({ fact }: { readonly fact: QuickFact }) {
  const words = useWords();
  const { title, value, when, since } = glimpseOf(fact.resource);
  const kinds = useKindWords();
  return (
    <>
      <span className="quick-fact">
        <span className="quiet small">{kinds[fact.kind]}</span>
        <span className="quick-title">{title}</span>
        {value && <span className="figures">{value}</span>}
        {when && <span className="quiet">{since ? <Trans>since {words.date(when)}</Trans> : words.date(when)}</span>}
      </span>
      {fact.doubts.map((doubt) => (
        <Question key={doubt.code} doubt={doubt} />
      ))}
    </>
  );
}

function useKindWords(): Readonly<Record<QuickFact['kind'], string>> {
  const { t } = useLingui();
  return { measurement: t`Measurement`, medicine: t`Medicine taken`, symptom: t`Symptom`, note: t`Note, in your words` };
}

/** A question, never a wall: whoever knows better keeps it as it is. */
function Question({ doubt }: { readonly doubt: Doubt }) {
  return <span className="quick-doubt">{useDoubtWords(doubt)}</span>;
}

function useDoubtWords(doubt: Doubt): string {
  const { t } = useLingui();
  switch (doubt.code) {
    case 'unit-assumed':
      return t`You wrote no unit: is ${doubt.unit} right?`;
    case 'implausible':
      return t`Usual is ${doubt.low} to ${doubt.high} ${doubt.unit}. Is the number right?`;
    case 'swapped':
      return t`The first number is usually the higher one. Is it the right way round?`;
    case 'in-the-future':
      return t`This time is still to come. Is it right?`;
  }
}
