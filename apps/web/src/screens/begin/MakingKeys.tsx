import { Trans, useLingui } from '@lingui/react/macro';
import { Page } from '../../parts/Page.tsx';
import { Progress } from '../../parts/Progress.tsx';

/** The derivation is slow on purpose: it makes guessing expensive. */
export function MakingKeys({ title }: { readonly title: string }) {
  const { t } = useLingui();
  return (
    <Page title={title} lead={<Trans>This takes a moment on purpose. The same work would have to be done for every single guess.</Trans>}>
      <div role="status">
        <Progress label={t`Working on this device`} />
      </div>
    </Page>
  );
}
