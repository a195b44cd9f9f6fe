import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';
import { Icon, type IconName } from './Icon.tsx';
import './button.css';

/** `main` is the next step, one a screen; `calm` everything else; `bare` beside text; `grave` what cannot be undone. */
export type Look = 'main' | 'calm' | 'bare' | 'grave';

interface Face {
  readonly look?: Look;
  readonly icon?: IconName;
  readonly children: ReactNode;
}

/** The one button. */
export function Button({ look = 'calm', icon, children, ...rest }: Face & Omit<ButtonProps, 'children' | 'className'>) {
  return (
    <AriaButton {...rest} className={`button button-${look}`}>
      {icon && <Icon name={icon} size={20} />}
      <span>{children}</span>
    </AriaButton>
  );
}

/** A link to another screen that looks like a button. */
export function ButtonLink({ look = 'calm', icon, children, ...link }: Face & LinkProps) {
  return (
    <Link {...link} className={`button button-${look}`}>
      {icon && <Icon name={icon} size={20} />}
      <span>{children}</span>
    </Link>
  );
}

/** A button that shows an icon only; its name is said to those who cannot see it. */
export function IconButton({
  icon,
  name,
  ...rest
}: { readonly icon: IconName; readonly name: string } & Omit<ButtonProps, 'children' | 'className' | 'aria-label' | 'name'>) {
  return (
    <AriaButton {...rest} aria-label={name} className="button button-icon">
      <Icon name={icon} />
    </AriaButton>
  );
}
