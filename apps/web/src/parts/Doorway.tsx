import { Trans } from '@lingui/react/macro';
import { Outlet } from '@tanstack/react-router';
import { Brand } from './Brand.tsx';
import { LanguageChoice } from './LanguageChoice.tsx';
import './doorway.css';

/** The frame of every screen before the record is open. */
export function Doorway() {
  return (
    <div className="doorway">
      <a className="skip" href="#content">
        <Trans>Skip to the content</Trans>
      </a>
      <header className="doorway-head no-print">
        <Brand />
        <LanguageChoice />
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}
