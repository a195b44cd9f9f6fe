import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { useRouter } from '@tanstack/react-router';
import { Brand } from '../../parts/Brand.tsx';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import '../../parts/doorway.css';

/** The server or the network is away, or the app itself failed: what to do, and a way to try again. */
export function Unreachable({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const { t } = useLingui();
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Alone>
      <Page title={t`Not right now`}>
        <TroubleNotice trouble={error} />
        <div className="row">
          <Button look="main" icon="again" onPress={again}>
            <Trans>Try again</Trans>
          </Button>
        </div>
        <p className="quiet">
          <Trans>Your record is safe where it is kept. Nothing of it is stored on this device.</Trans>
        </p>
      </Page>
    </Alone>
  );
}

/** An address that leads nowhere. */
export function NotHere() {
  const { t } = useLingui();
  return (
    <Alone>
      <Page title={t`There is nothing here`}>
        <div>
          <ButtonLink look="main" to="/">
            <Trans>Go to the start</Trans>
          </ButtonLink>
        </div>
      </Page>
    </Alone>
  );
}

function Alone({ children }: { readonly children: ReactNode }) {
  return (
    <div className="doorway">
      <header className="doorway-head">
        <Brand />
      </header>
      <main id="content">{children}</main>
    </div>
  );
}
