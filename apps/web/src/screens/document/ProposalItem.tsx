import { Trans, useLingui } from '@lingui/react/macro';
import type { ResultProposal } from '@satchel/intake';
import { useEffect, useRef } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Flag } from '../../parts/Flag.tsx';
import { Tick } from '../../parts/Tick.tsx';
import { type Pages, type Spot, stripOf } from './pages.ts';
import { type Considered, isComplete } from './proposed.ts';

interface ProposalItemProps {
  readonly considered: Considered;
  readonly pages: Pages | undefined;
  readonly onLook: (spot: Spot) => void;
  readonly onChange: (change: Partial<Considered>) => void;
}

/** One proposal below the line that it was read from. */
export function ProposalItem({ considered, pages, onLook, onChange }: ProposalItemProps) {
  const { t } = useLingui();
  const { proposal, isKept, name, value, unit, date } = considered;
  const spot = proposal.region && { page: proposal.page, ...proposal.region };
  const range = proposal.range?.text;
  const { page } = proposal;
  const doubts = useDoubts(proposal);
  return (
    <>
      {pages && spot && <Strip pages={pages} spot={spot} line={proposal.written} />}
      <p className="proposal-line">{proposal.written}</p>
      <Tick isSelected={isKept} onChange={(is) => onChange({ isKept: is })} hint={doubts}>
        {[name, value, unit].join(' ')} <Flag flag={proposal.flag} />{' '}
        {range !== undefined && <span className="quiet">{t`range ${range}`}</span>}
      </Tick>
      <details>
        <summary>
          <Trans>Correct it</Trans>
        </summary>
        <div className="proposal-fields">
          <Field label={t`Name`} value={name} onChange={(text) => onChange({ name: text })} />
          <Field label={t`Value`} value={value} onChange={(text) => onChange({ value: text, isKept: true })} />
          <Field label={t`Unit`} value={unit} onChange={(text) => onChange({ unit: text })} />
          <Field
            label={t`Day`}
            hint={t`Year-month-day`}
            value={date}
            error={isKept && !isComplete(considered) ? t`A name, a value and a day as 2024-03-05 are needed.` : undefined}
            onChange={(text) => onChange({ date: text })}
          />
        </div>
      </details>
      {spot && pages && (
        <div>
          <Button look="bare" icon="eye" onPress={() => onLook(spot)}>
            <Trans>Show on page {page}</Trans>
          </Button>
        </div>
      )}
    </>
  );
}

function useDoubts({ doubts, date = '' }: ResultProposal): string | undefined {
  const { t } = useLingui();
  const words = doubts.map((doubt) =>
    doubt === 'number'
      ? t`Thousands or decimals? The report does not settle it.`
      : doubt === 'date'
        ? t`Day or month first? It was read as ${date}.`
        : t`Read from a picture: compare every digit.`,
  );
  return words.length > 0 ? words.join(' ') : undefined;
}

/** The strip of the page that the line stands in. */
function Strip({ pages, spot, line }: { readonly pages: Pages; readonly spot: Spot; readonly line: string }) {
  const { t } = useLingui();
  const holder = useRef<HTMLDivElement>(null);
  const { page, x, y, width, height } = spot;
  useEffect(() => {
    let isGone = false;
    const show = async () => {
      const strip = await stripOf(pages, { page, x, y, width, height });
      if (!isGone) holder.current?.replaceChildren(strip);
    };
    // Without the strip, the line itself still stands below.
    show().catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [pages, page, x, y, width, height]);
  return <div ref={holder} className="proposal-strip" role="img" aria-label={t`Where it stands: ${line}`} />;
}
