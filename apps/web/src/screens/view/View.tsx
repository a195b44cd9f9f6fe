import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Field } from '../../parts/Field.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { useWords } from '../../words/useWords.ts';
import { Narrative } from './Narrative.tsx';
import { type Document, givenIn, openLink } from './open-link.ts';
import './view.css';

/** What somebody was handed by link: read in any browser, without an account. The key is in the address and stays in the browser. */
export function View() {
  const { t } = useLingui();
  const [given] = useState(() => givenIn(location.hash));
  const [recipient, setRecipient] = useState('');
  const [passcode, setPasscode] = useState('');
  const open = useMutation({
    mutationFn: () => (given ? openLink(given, recipient.trim(), passcode.trim() || undefined) : Promise.reject(new Error())),
  });
  if (!given)
    return (
      <Page title={t`A shared record`}>
        <Notice tone="trouble" title={t`This is not a whole link`}>
          <p>
            <Trans>Open it again from the message, or scan the code once more. It may have been cut short.</Trans>
          </p>
        </Notice>
      </Page>
    );
  if (open.data?.answer === 'open') return <Read document={open.data.document} />;
  const troubles = {
    gone: t`There is nothing behind this link any more. It has expired, was used up, or was taken back. Ask the person for a new one.`,
    unreadable: t`What came does not open with the key in this link. Ask the person for a new one.`,
    unreachable: t`The person’s Satchel does not answer. Try again later.`,
    elsewhere: t`This link belongs to another server. Open it there.`,
  };
  const answer = open.data?.answer;
  return (
    <Page title={given.label ?? t`A shared record`} lead={t`Somebody hands you a summary of their health record.`}>
      <form
        className="stack measure"
        // A wrong passcode marks its field, which must not keep the next try from being sent.
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate();
        }}
      >
        <Field
          label={t`Your name`}
          hint={t`The person sees who opened it, and when.`}
          value={recipient}
          onChange={setRecipient}
          isRequired
          autoComplete="name"
          maxLength={100}
        />
        {given.asksPasscode && (
          <Field
            label={t`Passcode`}
            hint={t`The person tells it to you.`}
            value={passcode}
            onChange={setPasscode}
            isRequired
            autoComplete="off"
            maxLength={60}
            error={answer === 'wrong' ? t`That is not the passcode.` : undefined}
          />
        )}
        {answer === 'wrong' && open.data?.answer === 'wrong' && (
          <p role="status">
            <Plural value={open.data.remaining} one="One more try." other="# more tries." />
          </p>
        )}
        {answer && answer !== 'wrong' && <Notice tone="trouble" live title={troubles[answer]} />}
        <div>
          <Button
            look="main"
            type="submit"
            isDisabled={open.isPending || recipient.trim() === '' || (given.asksPasscode && passcode.trim() === '')}
          >
            <Trans>Open</Trans>
          </Button>
        </div>
      </form>
    </Page>
  );
}

function Read({ document }: { readonly document: Document }) {
  const { t } = useLingui();
  const words = useWords();
  const save = () => {
    const link = globalThis.document.createElement('a');
    link.href = URL.createObjectURL(new Blob([document.text], { type: 'application/fhir+json' }));
    link.download = 'patient-summary.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Page title={document.title} lead={document.date && t`Made ${words.date(document.date)}. What came later is not in it.`}>
      <div className="row no-print">
        <Button icon="print" onPress={() => globalThis.print()}>
          <Trans>Print</Trans>
        </Button>
        <Button icon="save" onPress={save}>
          <Trans>Save for a doctor’s computer</Trans>
        </Button>
      </div>
      <div className="stack" lang={document.language}>
        {document.sections.map(({ title, div }) => (
          <Card key={title} title={title}>
            <Narrative title={title} div={div} />
          </Card>
        ))}
      </div>
    </Page>
  );
}
