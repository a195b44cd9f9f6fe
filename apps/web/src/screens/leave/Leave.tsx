import { Trans, useLingui } from '@lingui/react/macro';
import { Page } from '../../parts/Page.tsx';
import { Everything } from './Everything.tsx';
import { OnPaper } from './OnPaper.tsx';
import { SummaryToGive } from './SummaryToGive.tsx';

/** What a person takes with them: to the doctor, on paper, or all of it. */
export function Leave() {
  const { t } = useLingui();
  return (
    <Page
      title={t`Take it with you`}
      lead={<Trans>Your record is yours. It leaves in the standard format that hospitals use, with every original as you gave it.</Trans>}
      back={{ to: '/more', label: t`More` }}
    >
      <OnPaper />
      <SummaryToGive />
      <Everything />
    </Page>
  );
}
