import { Trans, useLingui } from '@lingui/react/macro';
import { Card } from '../../parts/Card.tsx';
import { ButtonLink } from '../../parts/Button.tsx';
import { Page } from '../../parts/Page.tsx';

/** How to leave with everything. */
export function Export() {
  const { t } = useLingui();
  return (
    <Page
      title={t`Take everything with you`}
      lead={<Trans>Your record is yours. It leaves in the standard format that hospitals use, with every original as you gave it.</Trans>}
      back={{ to: '/more', label: t`More` }}
    >
      <Card title={t`Everything, on the computer Satchel runs on`}>
        <p className="measure">
          <Trans>
            Open a terminal there and type this. It asks for your passphrase and writes one file for each kind of entry (FHIR R4, NDJSON).
          </Trans>
        </p>
        <pre tabIndex={0} aria-label={t`The command`}>
          npx satchel export --out my-record
        </pre>
        <p className="quiet small">
          <Trans>What is written is not sealed any more. Keep it as carefully as paper.</Trans>
        </p>
      </Card>
      <Card title={t`A single file, or paper`}>
        <p className="measure">
          <Trans>Documents saves any original you added. The summary prints on a few pages.</Trans>
        </p>
        <div className="row">
          <ButtonLink to="/record/documents">
            <Trans>Documents</Trans>
          </ButtonLink>
          <ButtonLink icon="print" to="/record/summary">
            <Trans>Summary</Trans>
          </ButtonLink>
        </div>
      </Card>
    </Page>
  );
}
