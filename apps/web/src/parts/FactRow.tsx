import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Listed } from '@satchel/record';
import { kindOf } from '../words/kinds.ts';
import { useWords } from '../words/useWords.ts';
import { Flag } from './Flag.tsx';
import { Icon } from './Icon.tsx';
import './fact-row.css';

/** Statuses that change what a fact means; the usual ones are not worth a word on each line. */
const NOTABLE = new Set([
  'inactive',
  'resolved',
  'remission',
  'refuted',
  'unconfirmed',
  'provisional',
  'differential',
  'stopped',
  'cancelled',
  'on-hold',
  'draft',
  'not-done',
  'not-taken',
  'preliminary',
  'entered-in-error',
  'superseded',
  'planned',
  'proposed',
  'booked',
  'noshow',
  'revoked',
  'rejected',
  'declined',
  'ended',
]);

/** One fact in a list: what, how much, when, who. Opens its page. */
export function FactRow({
  fact,
  showDate = true,
  showKind = true,
}: {
  readonly fact: Listed;
  readonly showDate?: boolean;
  readonly showKind?: boolean;
}) {
  const words = useWords();
  const { card, marks } = fact;
  const value = words.value(card);
  const second = [
    kindOf(card) === 'claims' ? words.one(fact.type) : value ? undefined : card.detail,
    showDate ? words.onDay(card) : undefined,
    card.who,
  ].filter(Boolean);
  const status = NOTABLE.has(card.status ?? '') ? words.status(card.status) : undefined;
  return (
    <Link to="/record/fact/$type/$id" params={{ type: fact.type, id: fact.id }} className="fact-row">
      {showKind && (
        <span className="fact-mark">
          <Icon name={kindOf(card)} size={20} />
        </span>
      )}
      <span className="fact-main">
        <span className="fact-title">{words.title(card)}</span>
        {second.length > 0 && <span className="fact-second">{second.join(' · ')}</span>}
        {card.verification && <span className="fact-note">{words.status(card.verification)}</span>}
        {status && <span className="fact-note fact-note-calm">{status}</span>}
        {marks.withdrawn && (
          <span className="fact-note">
            <Trans>Retracted</Trans>
          </span>
        )}
        {marks.aside && (
          <span className="fact-note">
            <Trans>Put aside: it may be about somebody else</Trans>
          </span>
        )}
      </span>
      {(value || card.flag) && (
        <span className="fact-value">
          {value && <span className="figures">{value}</span>}
          <Flag flag={card.flag} />
        </span>
      )}
    </Link>
  );
}

/** A list of facts, each a row. */
export function FactList({
  facts,
  ...row
}: {
  readonly facts: readonly Listed[];
  readonly showDate?: boolean;
  readonly showKind?: boolean;
}) {
  return (
    <ul className="fact-list">
      {facts.map((fact) => (
        <li key={`${fact.type}/${fact.id}`}>
          <FactRow fact={fact} {...row} />
        </li>
      ))}
    </ul>
  );
}
