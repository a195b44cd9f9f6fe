import { Trans, useLingui } from '@lingui/react/macro';
import type { Summary } from '../../../../server/src/http/api.ts';
import { ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { useWords } from '../../words/useWords.ts';
import { SECTIONS } from './sections.ts';

/** What this record does not say, and how far each source reaches. */
export function Missing({ summary }: { readonly summary: Summary }) {
  const { i18n, t } = useLingui();
  const words = useWords();
  const unknown = summary.sections.filter(({ answer, id }) => answer === 'unknown' && id !== 'other');
  return (
    <Card title={t`What is not here`}>
      {unknown.length > 0 ? (
        <>
          <p className="quiet">
            <Trans>Nothing recorded yet about these. It does not mean that there is nothing.</Trans>
          </p>
          <ul className="missing-list">
            {unknown.map(({ id }) => (
              <li key={id}>{i18n._(SECTIONS[id].title)}</li>
            ))}
          </ul>
        </>
      ) : (
        <p className="quiet">
          <Trans>Every part has at least one entry.</Trans>
        </p>
      )}
      {summary.sources.length > 0 && (
        <>
          <h3>
            <Trans>How far your files reach</Trans>
          </h3>
          <Facts
            lines={summary.sources.map(({ name, first, last }) => ({
              name,
              value: first && last ? words.period(first.slice(0, 10), last.slice(0, 10)) : t`no dates`,
            }))}
          />
        </>
      )}
      <div className="row no-print">
        <ButtonLink icon="add" to="/add">
          <Trans>Add what is missing</Trans>
        </ButtonLink>
      </div>
    </Card>
  );
}
