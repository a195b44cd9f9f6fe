import { Trans, useLingui } from '@lingui/react/macro';
import { type Answered, type Chosen, type Questionnaire, questionnaires, respond, scoreOf } from '@satchel/intake/questionnaires';
import { useMutation } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { usePerson, useRecords } from '../../client/session.ts';
import { keep } from '../../client/write.ts';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { nowHere } from '../add/now-here.ts';
import { NotHere } from '../trouble/Trouble.tsx';

/** The question of the PHQ-9 whose answer asks for help at once, whatever the total. */
const HARM = '44260-8';

/** A questionnaire: answered on one page, kept with its total. */
export function Questions() {
  const { i18n } = useLingui();
  const { questionnaire: id } = useParams({ from: '/inside/add/questions/$questionnaire' });
  const found = questionnaires(i18n.locale === 'es' ? 'es' : 'en').find((each) => each.id === id);
  return found ? <Ask key={id} questionnaire={found} /> : <NotHere />;
}

function Ask({ questionnaire }: { readonly questionnaire: Questionnaire }) {
  const { t } = useLingui();
  const person = usePerson();
  const { record } = useRecords();
  const [chosen, setChosen] = useState<Chosen>({});
  const [tried, setTried] = useState(false);
  const answered = respond(questionnaire, chosen, nowHere());
  const act = useMutation({
    mutationFn: async (given: Answered) => {
      const at = nowHere();
      const name = record?.name ?? '';
      const kept = await keep(person, name, given.response);
      await keep(person, name, scoreOf(questionnaire, given, `${kept.type}/${kept.id}`, at));
      return given;
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (answered) act.mutate(answered);
  };
  if (act.data) return <Outcome questionnaire={questionnaire} answered={act.data} asksForHelp={(chosen[HARM] ?? 0) > 0} />;
  return (
    <Page title={questionnaire.title} lead={questionnaire.lead} back={{ to: '/add', label: t`Add` }}>
      <form className="stack measure" onSubmit={submit}>
        {questionnaire.questions.map(({ linkId, words, choices }) => (
          <Choice
            key={linkId}
            label={words}
            value={String(chosen[linkId] ?? '')}
            onChange={(value) => setChosen((now) => ({ ...now, [linkId]: Number(value) }))}
            options={choices.map((choice, n) => ({ value: String(n), label: choice.words }))}
          />
        ))}
        {tried && !answered && (
          <Notice tone="trouble" live title={t`Some questions have no answer yet`}>
            <p>
              <Trans>A total needs all of them. You can also leave without keeping anything.</Trans>
            </p>
          </Notice>
        )}
        {act.error && <TroubleNotice trouble={act.error} />}
        <div>
          <Button type="submit" look="main" isDisabled={act.isPending}>
            <Trans>Keep my answers</Trans>
          </Button>
        </div>
        <p className="quiet small">{questionnaire.copyright}</p>
      </form>
    </Page>
  );
}

function Outcome({
  questionnaire,
  answered,
  asksForHelp,
}: {
  readonly questionnaire: Questionnaire;
  readonly answered: Answered;
  readonly asksForHelp: boolean;
}) {
  const { t } = useLingui();
  const most = Math.max(...questionnaire.bands.map(({ to }) => to));
  return (
    <Page title={questionnaire.title} back={{ to: '/add', label: t`Add` }}>
      {asksForHelp && (
        <Notice tone="trouble" title={t`You wrote that you think of hurting yourself`}>
          <p>
            <Trans>
              Please talk to somebody now: a person you trust, your doctor, or the emergency number of your country. You do not have to be
              alone with it.
            </Trans>
          </p>
        </Notice>
      )}
      <div className="fact-now">
        <p className="fact-big figures">
          <Trans>
            {answered.total} of {most}
          </Trans>
        </p>
        {answered.band && <p>{answered.band.words}</p>}
        <p className="quiet">
          <Trans>It is kept in your record. It is not a diagnosis; a doctor can say what it means for you.</Trans>
        </p>
      </div>
      <div className="row">
        <ButtonLink icon="results" to="/record/results">
          <Trans>See it over time</Trans>
        </ButtonLink>
      </div>
    </Page>
  );
}
