import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { TroubleNotice } from '../../../parts/TroubleNotice.tsx';
import type { Pages, Spot } from '../pages.ts';

/** Sharp on dense screens without drawing more than anybody sees, in pixels. */
const WIDTH = 1400;

/** One page at a time, drawn on a canvas; `spot` is shown marked. */
export function PageView({ pages, spot }: { readonly pages: Pages; readonly spot: Spot | undefined }) {
  const { t } = useLingui();
  const [page, setPage] = useState(1);
  const [words, setWords] = useState('');
  const [trouble, setTrouble] = useState<unknown>();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!spot) return;
    setPage(spot.page);
    holder.current?.scrollIntoView({ block: 'nearest' });
  }, [spot]);
  useEffect(() => {
    let isGone = false;
    const show = async () => {
      const canvas = await pages.draw(page, WIDTH);
      const said = (await pages.words?.(page)) ?? '';
      if (isGone) return;
      holder.current?.querySelector('canvas')?.remove();
      holder.current?.prepend(canvas);
      setWords(said);
      setTrouble(undefined);
    };
    show().catch((problem: unknown) => isGone || setTrouble(problem));
    return () => {
      isGone = true;
    };
  }, [pages, page]);
  const { count } = pages;
  return (
    <div className="stack-s">
      {trouble !== undefined && <TroubleNotice trouble={trouble} />}
      <div ref={holder} className="document-page" role="img" aria-label={t`Page ${page} of ${count}`}>
        {spot?.page === page && (
          <span
            className="document-spot"
            style={{
              insetInlineStart: `${spot.x * 100}%`,
              insetBlockStart: `${spot.y * 100}%`,
              inlineSize: `${spot.width * 100}%`,
              blockSize: `${spot.height * 100}%`,
            }}
          />
        )}
      </div>
      {count > 1 && (
        <div className="row no-print">
          <Button look="bare" icon="back" isDisabled={page <= 1} onPress={() => setPage(page - 1)}>
            <Trans>Page before</Trans>
          </Button>
          <span role="status">{t`Page ${page} of ${count}`}</span>
          <Button look="bare" icon="next" isDisabled={page >= count} onPress={() => setPage(page + 1)}>
            <Trans>Next page</Trans>
          </Button>
        </div>
      )}
      {words.trim() !== '' && (
        <details>
          <summary>
            <Trans>The words of this page</Trans>
          </summary>
          <pre className="document-text" tabIndex={0}>
            {words}
          </pre>
        </details>
      )}
    </div>
  );
}
