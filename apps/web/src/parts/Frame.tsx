import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useRecordEvents } from '../client/events.ts';
import { useIdleLock } from '../client/idle.ts';
import { lock } from '../client/session.ts';
import { Alarms } from './Alarms.tsx';
import { Brand } from './Brand.tsx';
import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Said } from './Said.tsx';
import { Switcher } from './Switcher.tsx';
import './frame.css';

/** The house around every unlocked screen: whose record, the five places, the lock. */
export function Frame() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const leave = useCallback(() => void navigate({ to: '/sign-in' }), [navigate]);
  useIdleLock(leave);
  useRecordEvents();
  const places = [
    { to: '/today', icon: 'today', label: t`Today` },
    { to: '/record', icon: 'record', label: t`Record` },
    { to: '/add', icon: 'add', label: t`Add` },
    { to: '/share', icon: 'share', label: t`Share` },
    { to: '/more', icon: 'more', label: t`More` },
  ] as const;
  return (
    <div className="frame">
      <a className="skip" href="#content">
        <Trans>Skip to the content</Trans>
      </a>
      <header className="masthead">
        <Brand />
        <Switcher />
        <IconButton icon="lock" name={t`Lock now`} onPress={() => void lock().then(leave)} />
      </header>
      <nav className="places" aria-label={t`Places`}>
        {places.map((place) => (
          <Link key={place.to} to={place.to} className={`place place-${place.icon}`} activeProps={{ 'aria-current': 'page' }}>
            <span className="place-mark">
              <Icon name={place.icon} />
            </span>
            <span>{place.label}</span>
          </Link>
        ))}
      </nav>
      <main id="content" className="content" tabIndex={-1}>
        <Alarms />
        <Outlet />
      </main>
      <Said />
    </div>
  );
}
