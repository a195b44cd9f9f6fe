import { useLingui } from '@lingui/react/macro';
import { type LinkProps, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { ButtonLink } from './Button.tsx';
import './page.css';

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly back?: { readonly to: NonNullable<LinkProps['to']>; readonly params?: LinkProps['params']; readonly label: string };
  /** Beside the title, at the end of the line. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

/** One screen: its title is the page's only h1, the document's title, and where the focus goes on arrival. */
export function Page({ title, lead, back, beside, children }: PageProps) {
  const { t } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    document.title = t`${title} – Satchel`;
  }, [title, t]);
  useEffect(() => {
    // The first screen keeps the browser's own focus; later ones are announced by their title, also when the title
    // that had the focus has just given way to the finished screen's.
    const isLost = announced && document.activeElement === document.body;
    if (arrived && (arrived !== path || isLost)) {
      heading.current?.focus({ preventScroll: true });
      announced = true;
    }
    arrived = path;
  }, [path]);
  return (
    <div className="page">
      {back && (
        <div className="page-back no-print">
          <ButtonLink look="bare" icon="back" to={back.to} {...(back.params && { params: back.params })}>
            {back.label}
          </ButtonLink>
        </div>
      )}
      <header className="page-head">
        <div className="stack-s">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className="page-lead">{lead}</p>}
        </div>
        {beside}
      </header>
      {children}
    </div>
  );
}

let arrived = '';
let announced = false;
