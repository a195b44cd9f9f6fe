import type { ReactNode } from 'react';
import './card.css';

/** A group of things that belong together, with its heading and, at the end of that line, one thing to do. */
export function Card({
  title,
  beside,
  children,
  flush = false,
}: {
  readonly title?: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
  readonly flush?: boolean;
}) {
  return (
    <section className={`card${flush ? ' card-flush' : ''}`} aria-label={title}>
      {title && (
        <div className="card-head">
          <h2>{title}</h2>
          {beside}
        </div>
      )}
      {children}
    </section>
  );
}
