import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import './notice.css';

/** `good` is done; `note` is worth knowing; `trouble` needs the person. */
type Tone = 'good' | 'note' | 'trouble';
const ICONS: Readonly<Record<Tone, IconName>> = { good: 'check', note: 'info', trouble: 'alert' };

interface NoticeProps {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
  /** Announced when it appears, at once for trouble. */
  readonly live?: boolean;
}

/** A message on the page: an icon, a sentence, what to do. */
export function Notice({ tone = 'note', title, children, live = false }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={live ? (tone === 'trouble' ? 'alert' : 'status') : undefined}>
      <Icon name={ICONS[tone]} />
      <div className="stack-s">
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
