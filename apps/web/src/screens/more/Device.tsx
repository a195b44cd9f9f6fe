import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { device } from '../../client/device.ts';
import { LOCALES, type Locale, speak } from '../../client/locale.ts';
import { Card } from '../../parts/Card.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Page } from '../../parts/Page.tsx';

const MINUTES = [2, 5, 10, 30, 60] as const;

/** What holds on this device only: language, and when it locks. */
export function Device() {
  const { t, i18n } = useLingui();
  const [lockAfter, setLockAfter] = useState(String(device.settings().lockAfter));
  const choose = (locale: string) => {
    device.keepSettings({ locale: locale as Locale });
    void speak(locale as Locale);
  };
  const keep = (minutes: string) => {
    setLockAfter(minutes);
    device.keepSettings({ lockAfter: Number(minutes) });
  };
  return (
    <Page title={t`Language and locking`} back={{ to: '/more', label: t`More` }}>
      <Card>
        <Choice
          label={t`Language`}
          value={i18n.locale}
          onChange={choose}
          options={Object.entries(LOCALES).map(([value, label]) => ({ value, label, lang: value }))}
        />
      </Card>
      <Card>
        <Choice
          label={t`Lock when nobody has touched it for`}
          value={lockAfter}
          onChange={keep}
          options={MINUTES.map((minutes) => ({ value: String(minutes), label: t`${minutes} minutes` }))}
        />
      </Card>
    </Page>
  );
}
