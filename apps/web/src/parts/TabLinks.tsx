import { Link, type LinkProps } from '@tanstack/react-router';
import './tab-links.css';

/** Neighbouring screens of one place. They are links, so that each has its own address. */
export function TabLinks({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly { readonly to: NonNullable<LinkProps['to']>; readonly label: string }[];
}) {
  return (
    <nav className="tab-links no-print" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.to} to={tab.to} className="tab-link" activeProps={{ 'aria-current': 'page' }}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
