import { Trans, useLingui } from '@lingui/react/macro';
import type { ConsentLine, ConsentPreview } from '../../../../server/src/http/api.ts';
import { Card } from '../../parts/Card.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { Tick } from '../../parts/Tick.tsx';
import { useWords } from '../../words/useWords.ts';
import { lineName } from './granted.ts';

/** What the app would see, line by line, read through the lens that it would get. */
export function WhatItSees({
  preview,
  off,
  onChange,
}: {
  readonly preview: ConsentPreview;
  readonly off: ReadonlySet<string>;
  readonly onChange: (off: ReadonlySet<string>) => void;
}) {
  const { t } = useLingui();
  const turn = (name: string, isOn: boolean) => {
    const next = new Set(off);
    if (isOn) next.delete(name);
    else next.add(name);
    onChange(next);
  };
  return (
    <Card title={t`What it will see`} beside={<Hold by="server" />}>
      {preview.lines.length === 0 ? (
        <p>
          <Trans>Nothing of your record; it only asks who you are.</Trans>
        </p>
      ) : (
        <ul className="connect-lines">
          {preview.lines.map((line) => (
            <li key={lineName(line)}>
              <Line line={line} isOn={!off.has(lineName(line))} onChange={(isOn) => turn(lineName(line), isOn)} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({
  line,
  isOn,
  onChange,
}: {
  readonly line: ConsentLine;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const { t } = useLingui();
  const words = useWords();
  const { type, seen, withheld, can } = line;
  const doing = [
    /[rs]/.test(can) && t`see`,
    can.includes('c') && t`add`,
    can.includes('u') && t`change`,
    can.includes('d') && t`take out`,
  ].filter(Boolean);
  const hidden = words.count(withheld);
  return (
    <div className="connect-line">
      <Tick
        isSelected={isOn}
        onChange={onChange}
        hint={[doing.join(', '), ...choicesIn(line, words), withheld > 0 && t`${hidden} stay closed`].filter(Boolean).join(' · ')}
      >
        <strong>{`${words.count(seen)} ${seen === 1 ? words.one(type) : words.many(type)}`}</strong>
      </Tick>
      {isOn && line.examples.length > 0 && (
        <ul className="connect-examples" aria-label={t`Examples`}>
          {line.examples.map((card, at) => (
            <li key={at}>{[words.title(card), words.value(card), words.onDay(card)].filter(Boolean).join(' · ')}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** `category=…|laboratory` as a word: only what fits is given. */
function choicesIn({ query }: ConsentLine, words: ReturnType<typeof useWords>): string[] {
  return [...new URLSearchParams(query ?? '')].map(([, value]) =>
    value
      .split(',')
      .map((each) => words.code(each.split('|').at(-1) ?? each))
      .join(', '),
  );
}
