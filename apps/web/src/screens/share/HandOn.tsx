import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Sensitive } from '@satchel/vault';
import { useMutation, useQuery } from '@tanstack/react-query';
import { encodeQR } from 'qr';
import { useState } from 'react';
import type { Shared } from '../../../../server/src/http/api.ts';
import { call, ofRecord } from '../../client/api.ts';
import { sharesQuery } from '../../client/queries.ts';
import { queryClient } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Field } from '../../parts/Field.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { say } from '../../parts/Said.tsx';
import { Tick } from '../../parts/Tick.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { SENSITIVE_WORDS } from '../../words/categories.ts';
import { useWords } from '../../words/useWords.ts';

/** The record handed to somebody without an account: a link or a code, for some days, with a passcode if wanted. */
export function HandOn({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const shares = useQuery(sharesQuery(person));
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<Shared>();
  return (
    <Card title={t`Hand it to somebody`}>
      <p className="measure">
        <Trans>A doctor needs no account: they scan a code or open a link, and read your summary in any browser.</Trans>
      </p>
      <div>
        <Button look="main" icon="share" onPress={() => setAsking(true)}>
          <Trans>Share my summary</Trans>
        </Button>
      </div>
      <Dialog title={t`Share my summary`} open={asking} onClose={() => setAsking(false)}>
        <NewLink
          person={person}
          onMade={(link) => {
            setAsking(false);
            setMade(link);
            void queryClient.invalidateQueries({ queryKey: sharesQuery(person).queryKey });
          }}
        />
      </Dialog>
      <Dialog title={made?.label ?? ''} open={made !== undefined} onClose={() => setMade(undefined)}>
        {made && <Handed link={made} />}
      </Dialog>
      {(shares.data?.length ?? 0) > 0 && (
        <ul className="handed-on" aria-label={t`Links that you gave`}>
          {shares.data?.map((link) => (
            <Given key={link.id} person={person} link={link} onShow={() => setMade(link)} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function NewLink({ person, onMade }: { readonly person: string; readonly onMade: (link: Shared) => void }) {
  const { t, i18n } = useLingui();
  const [label, setLabel] = useState('');
  const [days, setDays] = useState('7');
  const [passcode, setPasscode] = useState(() => sixDigits());
  const [isAsked, setAsked] = useState(true);
  const [categories, setCategories] = useState<readonly Sensitive[]>([]);
  const make = useMutation({
    mutationFn: () =>
      call<Shared>('POST', ofRecord(person, 'shares'), {
        label: label.trim() || t`Health summary`,
        days: Number(days),
        categories,
        language: i18n.locale === 'es' ? 'es' : 'en',
        ...(isAsked && passcode.trim() && { passcode: passcode.trim() }),
      }),
    onSuccess: onMade,
  });
  return (
    <>
      <Field label={t`For whom`} hint={t`They see this before they open it.`} value={label} onChange={setLabel} maxLength={80} />
      <Choice
        label={t`It opens for`}
        value={days}
        onChange={setDays}
        options={[
          { value: '1', label: t`One day` },
          { value: '7', label: t`A week` },
          { value: '90', label: t`Three months` },
        ]}
      />
      <Tick isSelected={isAsked} onChange={setAsked}>
        <Trans>Ask for a passcode</Trans>
      </Tick>
      {isAsked && (
        <Field
          label={t`Passcode`}
          hint={t`Tell it apart from the link, for example aloud.`}
          value={passcode}
          onChange={setPasscode}
          maxLength={60}
          mono
        />
      )}
      <details>
        <summary>
          <Trans>Sensitive parts: left out unless you tick them</Trans>
        </summary>
        <div className="stack-s">
          {(Object.keys(SENSITIVE_WORDS) as Sensitive[]).map((each) => (
            <Tick
              key={each}
              isSelected={categories.includes(each)}
              onChange={(isOn) => setCategories(isOn ? [...categories, each] : categories.filter((other) => other !== each))}
            >
              {i18n._(SENSITIVE_WORDS[each])}
            </Tick>
          ))}
          <p className="quiet small">
            <Trans>The reader is told that there may be more. Leaving out a medicine or an illness can put you at risk: think of it.</Trans>
          </p>
        </div>
      </details>
      {make.error && <TroubleNotice trouble={make.error} />}
      <div>
        <Button look="main" isDisabled={make.isPending} onPress={() => make.mutate()}>
          <Trans>Make the link</Trans>
        </Button>
      </div>
    </>
  );
}

/** Six digits that nobody can guess from each other. */
function sixDigits(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % 1_000_000).padStart(6, '0');
}

function Handed({ link }: { readonly link: Shared }) {
  const { t } = useLingui();
  const picture = `data:image/svg+xml;utf8,${encodeURIComponent(encodeQR(link.page, 'svg', { ecc: 'low', border: 3 }))}`;
  const copy = () =>
    navigator.clipboard.writeText(link.page).then(
      () => say(t`Copied.`),
      () => say(t`It could not be copied. Mark it and copy it by hand.`),
    );
  return (
    <div className="stack handed">
      <img src={picture} width="280" height="280" alt={t`A code to scan with a phone’s camera`} />
      {link.hasPasscode && <Notice title={t`Now tell them the passcode, apart from the link.`} />}
      <code className="handed-link">{link.page}</code>
      <div className="row">
        <Button onPress={() => void copy()}>
          <Trans>Copy the link</Trans>
        </Button>
      </div>
      <p className="quiet small">
        <Trans>It opens only while this Satchel can be reached at the address in the link. What somebody has read, they keep.</Trans>
      </p>
    </div>
  );
}

function Given({ person, link, onShow }: { readonly person: string; readonly link: Shared; readonly onShow: () => void }) {
  const { t } = useLingui();
  const words = useWords();
  const revoke = useMutation({
    mutationFn: () => call<undefined>('DELETE', ofRecord(person, `shares/${link.id}`)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: sharesQuery(person).queryKey });
      say(t`Taken back. There is nothing behind that link any more.`);
    },
  });
  const last = link.views.at(-1);
  const until = words.date(new Date(link.expires).toISOString().slice(0, 10));
  return (
    <li className="grant">
      <span className="stack-none">
        <span className="fact-title">{link.label}</span>
        <span className="fact-second">
          {[
            t`until ${until}`,
            link.hasPasscode ? t`with a passcode` : t`without a passcode`,
            link.attempts <= 0 && t`shut after wrong passcodes`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className="fact-second">
          {last ? (
            <>
              <Plural value={link.views.length} one="Opened once" other="Opened # times" />
              {' · '}
              <Trans>
                last by {last.recipient}, {words.ago(last.at)}
              </Trans>
            </>
          ) : (
            <Trans>Nobody has opened it yet</Trans>
          )}
        </span>
      </span>
      <span className="row">
        <Button onPress={onShow} aria-label={t`Show the code: ${link.label}`}>
          <Trans>Show</Trans>
        </Button>
        <Button isDisabled={revoke.isPending} onPress={() => revoke.mutate()} aria-label={t`Take back the link: ${link.label}`}>
          <Trans>Take back</Trans>
        </Button>
      </span>
      {revoke.error && <TroubleNotice trouble={revoke.error} />}
    </li>
  );
}
