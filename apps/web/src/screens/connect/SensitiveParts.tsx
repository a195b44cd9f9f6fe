import { Trans, useLingui } from '@lingui/react/macro';
import type { Sensitive } from '@satchel/vault';
import { Card } from '../../parts/Card.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { Tick } from '../../parts/Tick.tsx';
import { SENSITIVE_WORDS } from '../../words/categories.ts';
import { useWords } from '../../words/useWords.ts';

/** What is given only when it is named; all of it is off at first. */
export function SensitiveParts({
  chosen,
  onChange,
  withheld,
  isWriting,
}: {
  readonly chosen: readonly Sensitive[];
  readonly onChange: (chosen: readonly Sensitive[]) => void;
  /** Entries of what was asked for that stay closed. */
  readonly withheld: number;
  readonly isWriting: boolean;
}) {
  const { t, i18n } = useLingui();
  const words = useWords();
  const count = words.count(withheld);
  return (
    <Card title={t`Sensitive parts`} beside={<Hold by={isWriting ? 'server' : 'cryptography'} />}>
      <div className="stack-s">
        <p className="measure">
          <Trans>These stay closed unless you tick them. Files and notes that nobody has sorted stay closed unless you tick all.</Trans>
        </p>
        {(Object.keys(SENSITIVE_WORDS) as Sensitive[]).map((each) => (
          <Tick
            key={each}
            isSelected={chosen.includes(each)}
            onChange={(isOn) => onChange(isOn ? [...chosen, each] : chosen.filter((other) => other !== each))}
          >
            {i18n._(SENSITIVE_WORDS[each])}
          </Tick>
        ))}
        <p role="status" className="measure">
          {withheld > 0 ? (
            <Trans>Something is withheld: {count} entries of what it asks for stay closed. The app is not told which.</Trans>
          ) : (
            <Trans>Nothing of what it asks for is withheld.</Trans>
          )}
        </p>
      </div>
    </Card>
  );
}
