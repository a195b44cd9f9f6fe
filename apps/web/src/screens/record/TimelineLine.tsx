import { Plural, Trans } from '@lingui/react/macro';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FactRow } from '../../parts/FactRow.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { useWords } from '../../words/useWords.ts';
import type { Line } from './fold.ts';

/** A month, a fact, or a fold that opens. */
export function TimelineLine({ line, onToggle }: { readonly line: Line; readonly onToggle: (key: string) => void }) {
  const words = useWords();
  if (line.is === 'month')
    return <h2 className="timeline-month">{line.at === null ? <Trans>Without a date</Trans> : words.month(line.at)}</h2>;
  if (line.is === 'fact')
    return (
      <div className={line.inFold ? 'timeline-row timeline-in-fold' : 'timeline-row'}>
        <FactRow fact={line.fact} />
      </div>
    );
  const count = line.facts.length;
  const at = line.facts[0]?.timelineAt ?? null;
  return (
    <div className="timeline-row">
      <AriaButton className="timeline-fold" aria-expanded={line.open} onPress={() => onToggle(line.key)}>
        <span className="fact-mark">
          <Icon name={line.what} size={20} />
        </span>
        <span className="fact-main">
          <span className="fact-title">
            {line.what === 'claims' ? (
              <Plural value={count} one="One bill or claim" other="# bills and claims" />
            ) : (
              <Plural value={count} one="One result" other="# results" />
            )}
          </span>
          <span className="fact-second">
            {line.what === 'results' && at !== null ? words.day(new Date(at).toISOString().slice(0, 10)) : <Trans>this month</Trans>}
          </span>
        </span>
        <span className="timeline-turn">
          <Icon name="down" size={20} />
        </span>
      </AriaButton>
    </div>
  );
}
