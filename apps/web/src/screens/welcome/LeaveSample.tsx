import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { device } from '../../client/device.ts';
import { useRecords } from '../../client/session.ts';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { deleteSample } from '../more/delete-record.ts';

/** Erases the sample's record and its throw-away account, and goes back to the first screen. */
export function LeaveSample() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { records } = useRecords();
  const kept = device.sample();
  const sample = records.find(({ person }) => person === kept?.person);
  const [trouble, setTrouble] = useState<unknown>();
  const leave = async () => {
    try {
      if (sample && kept) await deleteSample(kept, sample.name);
      await navigate({ to: '/' });
    } catch (problem) {
      setTrouble(problem);
    }
  };
  return (
    <Page title={t`Leave the sample`} lead={<Trans>The sample person and everything in it is erased from this server.</Trans>}>
      {trouble !== undefined && <TroubleNotice trouble={trouble} />}
      <div className="row">
        <Button look="main" onPress={() => void leave()}>
          <Trans>Leave and remove it</Trans>
        </Button>
        <ButtonLink look="bare" to="/today">
          <Trans>Stay</Trans>
        </ButtonLink>
      </div>
    </Page>
  );
}
