import { Trans, useLingui } from '@lingui/react/macro';
import { device } from '../../client/device.ts';
import { ButtonLink } from '../../parts/Button.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { useRecords } from '../../client/session.ts';

/** Reminds that the sample person is not real, and how to leave. */
export function SampleNote() {
  const { t } = useLingui();
  const { record } = useRecords();
  if (!record || device.sample()?.person !== record.person) return null;
  return (
    <Notice title={t`This is a sample person`}>
      <p>
        <Trans>
          Nobody real. Look around, change what you like. Once locked it cannot be opened again, because nobody has its passphrase.
        </Trans>
      </p>
      <div>
        <ButtonLink look="bare" to="/leave-sample">
          <Trans>Leave and remove the sample</Trans>
        </ButtonLink>
      </div>
    </Notice>
  );
}
