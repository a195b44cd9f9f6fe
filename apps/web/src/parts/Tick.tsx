import type { ReactNode } from 'react';
import { Checkbox, type CheckboxProps } from 'react-aria-components/Checkbox';
import { Icon } from './Icon.tsx';
import './tick.css';

/** Yes or no to one thing. What it is about may say more below it. */
export function Tick({
  children,
  hint,
  ...rest
}: { readonly children: ReactNode; readonly hint?: ReactNode } & Omit<CheckboxProps, 'children' | 'className'>) {
  return (
    <Checkbox {...rest} className="tick">
      <span className="tick-box" aria-hidden="true">
        <Icon name="check" size={18} />
      </span>
      <span className="tick-words">
        <span>{children}</span>
        {hint && <span className="quiet small">{hint}</span>}
      </span>
    </Checkbox>
  );
}
