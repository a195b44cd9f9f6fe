import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { ofRecord } from '../../client/api.ts';
import { saveFile } from '../../client/save.ts';
import { usePerson } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Pick } from '../../parts/Pick.tsx';
import { Tick } from '../../parts/Tick.tsx';
import { useSaving } from './useSaving.ts';

/** A view of the record as a PDF, on the paper that there is. */
export function OnPaper() {
  const { t, i18n } = useLingui();
  const person = usePerson();
  const { busy, save } = useSaving();
  const [view, setView] = useState('visit');
  const [paper, setPaper] = useState('A4');
  const [large, setLarge] = useState(false);
  const [language, setLanguage] = useState(i18n.locale === 'es' ? 'es' : 'en');
  const query = new URLSearchParams({ view, paper, language, large: String(large) });
  return (
    <Card title={t`On paper`}>
      <Choice
        label={t`What do you need?`}
        value={view}
        onChange={setView}
        options={[
          { value: 'visit', label: t`A sheet for a visit`, hint: t`Your questions, what is new, medicines and allergies, on one page` },
          { value: 'medicines', label: t`My medicines`, hint: t`With boxes for the times of day` },
          { value: 'immunizations', label: t`Vaccination booklet` },
          { value: 'summary', label: t`Patient summary`, hint: t`Everything that matters, a few pages` },
          { value: 'timeline', label: t`Timeline`, hint: t`Every entry, newest first` },
        ]}
      />
      <div className="row">
        <Pick
          label={t`Paper`}
          value={paper}
          onChange={setPaper}
          options={[
            { value: 'A4', label: 'A4' },
            { value: 'Letter', label: 'Letter' },
            { value: 'A5', label: 'A5' },
            { value: 'wallet', label: t`Wallet card` },
          ]}
        />
        <Pick
          label={t`Language`}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Español' },
          ]}
        />
      </div>
      <Tick isSelected={large} onChange={setLarge}>
        <Trans>Large print</Trans>
      </Tick>
      <div>
        <Button
          look="main"
          icon="print"
          isDisabled={busy}
          onPress={() =>
            save(
              () => saveFile(ofRecord(person, `paper?${query.toString()}`), `${view}.pdf`),
              t`The PDF was saved to this device. It is not sealed there.`,
            )
          }
        >
          <Trans>Save as PDF</Trans>
        </Button>
      </div>
    </Card>
  );
}
