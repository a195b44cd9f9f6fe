import { Trans, useLingui } from '@lingui/react/macro';
import { ofRecord } from '../../client/api.ts';
import { saveFile } from '../../client/save.ts';
import { usePerson } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { useSaving } from './useSaving.ts';

/** The summary that other systems read. */
export function SummaryToGive() {
  const { t, i18n } = useLingui();
  const person = usePerson();
  const { busy, save } = useSaving();
  const language = i18n.locale === 'es' ? 'es' : 'en';
  return (
    <Card title={t`For a doctor’s computer`}>
      <p className="measure">
        <Trans>
          The International Patient Summary: what hospitals in many countries can read in. It says what is known, what is not, and what
          nobody has asked.
        </Trans>
      </p>
      <div>
        <Button
          icon="save"
          isDisabled={busy}
          onPress={() =>
            save(
              () => saveFile(ofRecord(person, `patient-summary?language=${language}`), 'patient-summary.json'),
              t`The summary was saved to this device. It is not sealed there.`,
            )
          }
        >
          <Trans>Save the summary</Trans>
        </Button>
      </div>
    </Card>
  );
}
