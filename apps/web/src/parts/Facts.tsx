import type { ReactNode } from 'react';
import './facts.css';

/** Names and what they are, two columns where there is room. Empty ones are left out. */
export function Facts({ lines }: { readonly lines: readonly { readonly name: string; readonly value: ReactNode }[] }) {
  return (
    <dl className="facts">
      {lines
        .filter(({ value }) => value !== undefined && value !== '' && value !== null)
        .map(({ name, value }, at) => (
          <div key={`${name} ${at}`} className="facts-line">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
