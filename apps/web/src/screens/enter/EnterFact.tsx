import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { JsonObject } from '@satchel/fhir/json';
import { usePerson, useRecords } from '../../client/session.ts';
import { keep, takeBack } from '../../client/write.ts';
import { Button } from '../../parts/Button.tsx';
import { Page } from '../../parts/Page.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { nowHere } from '../add/now-here.ts';
import { wrongIn } from './check.ts';
import { FormFields } from './FormFields.tsx';
import type { Answers, Form } from './form.ts';
import { formById } from './forms/index.ts';
import { NotHere } from '../trouble/Trouble.tsx';

/** One fact, entered by hand. */
export function EnterFact() {
  const { form: id } = useParams({ from: '/inside/add/by-hand/$form' });
  const form = formById(id);
  return form ? <Entry key={id} form={form} /> : <NotHere />;
}

function Entry({ form }: { readonly form: Form }) {
  const { t, i18n } = useLingui();
  const person = usePerson();
  const { record } = useRecords();
  const navigate = useNavigate();
  const [answers, setAnswers] = useState<Answers>({});
  const [tried, setTried] = useState(false);
  const wrong = wrongIn(form, answers, nowHere().slice(0, 10));
  const act = useMutation({
    mutationFn: (resource: JsonObject) => keep(person, record?.name ?? '', resource),
    onSuccess: (kept) => {
      say(t`Kept in the record`, { label: t`Undo`, act: () => void takeBack(person, kept, t`Entered by mistake`) });
      void navigate({ to: '/record/fact/$type/$id', params: { type: kept.type, id: kept.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrong).length === 0) act.mutate(form.build(answers));
  };
  const { none } = form;
  return (
    <Page title={i18n._(form.title)} back={{ to: '/add', label: t`Add` }}>
      <form className="stack measure" onSubmit={submit} noValidate>
        {none && (
          <div>
            <Button isDisabled={act.isPending} onPress={() => act.mutate(none.resource)}>
              {i18n._(none.label)}
            </Button>
          </div>
        )}
        <FormFields
          form={form}
          answers={answers}
          wrong={tried ? wrong : {}}
          onAnswer={(name, answer) => setAnswers((now) => ({ ...now, [name]: answer }))}
        />
        {act.error && <TroubleNotice trouble={act.error} />}
        <div>
          <Button type="submit" look="main" isDisabled={act.isPending}>
            <Trans>Keep it</Trans>
          </Button>
        </div>
      </form>
    </Page>
  );
}
