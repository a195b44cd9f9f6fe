import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { device } from '../../client/device.ts';
import { LOCALES, type Locale } from '../../client/locale.ts';
import { lock, useRecords } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { NavRow } from '../../parts/NavRow.tsx';
import { Page } from '../../parts/Page.tsx';

/** Everything that is not needed every day. */
export function More() {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const { records } = useRecords();
  const minutes = device.settings().lockAfter;
  return (
    <Page title={t`More`}>
      <Card title={t`People`} flush>
        <NavRow icon="person" to="/more/people" label={t`People`} now={records.map(({ name }) => name).join(', ')} />
      </Card>
      <Card title={t`This device`} flush>
        <NavRow
          icon="info"
          to="/more/device"
          label={t`Language and locking`}
          now={`${LOCALES[i18n.locale as Locale]} · ${t`locks after ${minutes} minutes`}`}
        />
      </Card>
      <Card title={t`Keys`} flush>
        <NavRow icon="lock" to="/more/passphrase" label={t`Change the passphrase`} />
        <NavRow icon="print" to="/more/kit" label={t`Make a new recovery kit`} />
      </Card>
      <Card title={t`This record`} flush>
        <NavRow icon="eye" to="/more/access-log" label={t`Who looked, and when`} />
        <NavRow icon="save" to="/more/export" label={t`Take it with you`} />
        <NavRow icon="alert" to="/more/delete" label={t`Delete this record`} />
      </Card>
      <Card title={t`Satchel`} flush>
        <NavRow icon="info" to="/more/about" label={t`About, and what we promise`} />
      </Card>
      <div>
        <Button icon="lock" onPress={() => void lock().then(() => navigate({ to: '/sign-in' }))}>
          <Trans>Lock now</Trans>
        </Button>
      </div>
    </Page>
  );
}
