import { Link, type LinkProps } from '@tanstack/react-router';
import { Icon, type IconName } from './Icon.tsx';
import './nav-row.css';

/** A line that leads to another screen: icon, name, what is there now. */
export function NavRow({
  icon,
  label,
  now,
  ...link
}: { readonly icon: IconName; readonly label: string; readonly now?: string | undefined } & LinkProps) {
  return (
    <Link {...link} className="nav-row">
      <span className="fact-mark">
        <Icon name={icon} size={20} />
      </span>
      <span className="nav-row-main">
        <span className="nav-row-label">{label}</span>
        {now && <span className="quiet small">{now}</span>}
      </span>
      <Icon name="next" size={20} />
    </Link>
  );
}
