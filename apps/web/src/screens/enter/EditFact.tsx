import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { isJsonObject, type JsonObject, parseJson } from '@satchel/fhir/json';
import { factQuery } from '../../client/queries.ts';
import { usePerson } from '../../client/session.ts';
import { change } from '../../client/write.ts';
import { Button } from '../../parts/Button.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { nowHere } from '../add/now-here.ts';
import { NotHere } from '../trouble/Trouble.tsx';
import { wrongIn } from './check.ts';
import { edited } from './edited.ts';
import type { Form } from './form.ts';
import { FormFields } from './FormFields.tsx';
import { formByType } from './forms/index.ts';

/** A fact, changed by hand: the old words stay in its history. */
export function EditFact() {
  const person = usePerson();
  const { t } = useLingui();
  const { type, id } = useParams({ from: '/inside/record/fact/$type/$id/edit' });
  const fact = useQuery(factQuery(person, type, id));
  const form = formByType(type);
  if (!form) return <NotHere />;
  const resource = fact.data && objectIn(fact.data.text);
  return (
    <Page title={t`Change this`} back={{ to: '/record/fact/$type/$id', params: { type, id }, label: t`Back` }}>
      {fact.error && <TroubleNotice trouble={fact.error} />}
      {!fact.error && !fact.data && <Waiting />}
      {fact.data && resource && <Edit person={person} form={form} version={fact.data.listed.version} resource={resource} />}
    </Page>
  );
}

function Edit({
  person,
  form,
  version,
  resource,
}: {
  readonly person: string;
  readonly form: Form;
  readonly version: number;
  readonly resource: JsonObject;
}) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [answers, setAnswers] = useState(() => form.read(resource));
  const wrong = wrongIn(form, answers, nowHere().slice(0, 10));
  const [tried, setTried] = useState(false);
  const act = useMutation({
    mutationFn: () => change(person, version, edited(form, resource, answers)),
    onSuccess: ({ type, id }) => {
      say(t`Changed`);
      void navigate({ to: '/record/fact/$type/$id', params: { type, id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrong).length === 0) act.mutate();
  };
  return (
    <form className="stack measure" onSubmit={submit} noValidate>
      <Notice title={t`What it said before stays in its history`}>
        <p>
          <Trans>If it is simply wrong, retract it instead: then it says why.</Trans>
        </p>
      </Notice>
      <FormFields
        form={form}
        answers={answers}
        wrong={tried ? wrong : {}}
        onAnswer={(name, answer) => setAnswers((now) => ({ ...now, [name]: answer }))}
      />
      {act.error && <TroubleNotice trouble={act.error} />}
      <div>
        <Button type="submit" look="main" isDisabled={act.isPending}>
          <Trans>Keep the change</Trans>
        </Button>
      </div>
    </form>
  );
}

function objectIn(text: string): JsonObject | undefined {
  const parsed = parseJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}
