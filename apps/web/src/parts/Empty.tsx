import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import './empty.css';

/** Nothing here, said kindly, with the next step. */
export function Empty({ icon, title, children }: { readonly icon: IconName; readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-mark">
        <Icon name={icon} size={32} />
      </span>
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}
