import { useLingui } from '@lingui/react/macro';
import type { ConsentAsked } from '../../../../server/src/http/api.ts';
import { Card } from '../../parts/Card.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Tick } from '../../parts/Tick.tsx';

/** How long an app stays connected. */
export type Length = 'once' | 'season' | 'year';

const HOUR = 3_600_000;
const MILLISECONDS: Readonly<Record<Length, number>> = { once: HOUR, season: 90 * 24 * HOUR, year: 365 * 24 * HOUR };

/** Longer than once only for an app that asks to stay; a service never comes only once. The first is what it asks for. */
export function lengthsFor({ special, service }: ConsentAsked): readonly [Length, ...Length[]] {
  if (service !== undefined) return ['season', 'year'];
  return special.some((scope) => scope.endsWith('_access')) ? ['year', 'season', 'once'] : ['once'];
}

export const untilOf = (length: Length): string => new Date(Date.now() + MILLISECONDS[length]).toISOString();

export function HowLong({
  asked,
  lengths,
  length,
  onLength,
  isNamed,
  onNamed,
}: {
  readonly asked: ConsentAsked;
  readonly lengths: readonly Length[];
  readonly length: Length;
  readonly onLength: (length: Length) => void;
  readonly isNamed: boolean;
  readonly onNamed: (isNamed: boolean) => void;
}) {
  const { t } = useLingui();
  const words: Readonly<Record<Length, { readonly label: string; readonly hint: string }>> = {
    once: { label: t`Once`, hint: t`For one hour` },
    season: { label: t`Three months`, hint: t`Then it has to ask again` },
    year: { label: t`A year`, hint: t`You can take it back at any time` },
  };
  return (
    <Card title={t`For how long`}>
      <div className="stack">
        <Choice
          label={t`It stays connected`}
          value={length}
          onChange={(value) => onLength(value as Length)}
          options={lengths.map((value) => ({ value, ...words[value] }))}
        />
        {asked.special.includes('openid') && (
          <Tick
            isSelected={isNamed}
            onChange={onNamed}
            hint={t`An identifier of this account, and which entry holds your personal details`}
          >
            {t`Tell it that it is you`}
          </Tick>
        )}
      </div>
    </Card>
  );
}
