import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Fact } from '../../../../server/src/http/api.ts';
import { Card } from '../../parts/Card.tsx';
import { differences } from '../../words/fact-lines.ts';
import { useWords } from '../../words/useWords.ts';
import { elementName, linesOf, useSpeech } from './useFactLines.ts';

/** Every version, newest first, with what changed from the one before in words. */
export function HistoryCard({ fact }: { readonly fact: Fact }) {
  const { t } = useLingui();
  const versions = fact.versions.toSorted((a, b) => b.version - a.version);
  return (
    <Card
      title={t`History`}
      beside={
        <span className="quiet">
          <Plural value={versions.length} one="One version" other="# versions" />
        </span>
      }
    >
      <ol className="versions">
        {versions.map((version, at) => (
          <Version key={version.version} version={version} before={versions[at + 1]} />
        ))}
      </ol>
    </Card>
  );
}

type VersionOf = Fact['versions'][number];

function Version({ version, before }: { readonly version: VersionOf; readonly before: VersionOf | undefined }) {
  const words = useWords();
  const speech = useSpeech();
  const changed = before ? differences(linesOf(before.text, speech), linesOf(version.text, speech)) : [];
  const when = words.date(new Date(version.updatedAt).toISOString());
  return (
    <li className="version">
      <p>
        <strong>
          <Trans>Version {version.version}</Trans>
        </strong>{' '}
        <span className="quiet">{when}</span>
      </p>
      {!before && (
        <p className="quiet">
          <Trans>Came into your record.</Trans>
        </p>
      )}
      {version.marks.withdrawn && (
        <p>
          <Trans>Retracted: {version.marks.withdrawn}</Trans>
        </p>
      )}
      {before?.marks.withdrawn && !version.marks.withdrawn && (
        <p>
          <Trans>Restored.</Trans>
        </p>
      )}
      {changed.length > 0 && (
        <ul className="bullets">
          {changed.map(({ element, before: was, after: is }) => (
            <li key={element}>
              {elementName(words, element)}:{' '}
              {was === undefined ? (
                <Trans>
                  added <ins>{is}</ins>
                </Trans>
              ) : is === undefined ? (
                <Trans>
                  removed <del>{was}</del>
                </Trans>
              ) : (
                <Trans>
                  was <del>{was}</del>, now <ins>{is}</ins>
                </Trans>
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
