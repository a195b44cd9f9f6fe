import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Issue } from '@satchel/fhir';
import type { ImportReport, TypeCounts } from '../../../../server/src/http/api.ts';
import { AsideButtons } from '../../parts/AsideButtons.tsx';
import { ButtonLink } from '../../parts/Button.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { useWords } from '../../words/useWords.ts';

/** What came of a file, type by type, in plain words; what was not understood and why; whose it is. */
export function Report({ person, report }: { readonly person: string; readonly report: ImportReport }) {
  const { t } = useLingui();
  const words = useWords();
  const { tables = [], original } = report;
  const isTable = tables[0] === '';
  const types = Object.entries(report.types).toSorted(([, a], [, b]) => totalOf(b) - totalOf(a));
  const fresh = types.reduce((sum, [, counts]) => sum + counts.new, 0);
  const changed = types.reduce((sum, [, counts]) => sum + counts.changed, 0);
  const count = words.count(fresh);
  const labels: Readonly<Record<keyof TypeCounts, string>> = {
    new: t`New`,
    unchanged: t`Here already`,
    changed: t`Changed`,
    notUnderstood: t`Not understood`,
  };
  // A column without a number says nothing and costs width on a phone.
  const columns = ORDER.filter((of) => of === 'new' || types.some(([, counts]) => counts[of] > 0)).map((of) => ({ of, label: labels[of] }));
  const { samples } = report;
  const title = isTable
    ? t`This is a table`
    : report.already
      ? t`This very file was here already`
      : fresh > 0
        ? t`${count} new entries are in your record`
        : changed > 0
          ? t`Some entries were updated`
          : t`Nothing new was in this file`;
  return (
    <div className="stack">
      <Notice tone={fresh + changed > 0 || report.already ? 'good' : 'note'} live title={title}>
        <p className="quiet small">{report.format}</p>
      </Notice>
      {tables.length > 0 && original && (
        <div className="stack-s">
          <p>
            {isTable ? (
              <Trans>Nobody but you knows what its columns are. Say it once, and look at how it reads before anything is kept.</Trans>
            ) : (
              <Trans>It holds tables whose columns only you know. Say it once, and look at how they read before anything is kept.</Trans>
            )}
          </p>
          {tables.map((member) => (
            <div key={member}>
              <ButtonLink look="main" to="/add/table/$original" params={{ original }} search={member === '' ? {} : { member }}>
                {member === '' ? <Trans>Say what its columns are</Trans> : <Trans>Say what the columns of {member} are</Trans>}
              </ButtonLink>
            </div>
          ))}
        </div>
      )}
      {samples && (
        <p>
          <Plural value={samples.new} one="One reading of a device came in" other="# readings of devices came in" />
          {samples.known > 0 && (
            <>
              {'; '}
              <Plural value={samples.known} one="one was here already" other="# were here already" />
            </>
          )}
          {'. '}
          <Trans>Results shows them by day.</Trans>
        </p>
      )}
      {report.aside && <AsideNotice person={person} report={report} />}
      {types.length > 0 && (
        <div className="values-scroll" tabIndex={0} role="region" aria-label={t`What was in the file`}>
          <table className="report">
            <thead>
              <tr>
                <th scope="col">
                  <Trans>What</Trans>
                </th>
                {columns.map(({ of, label }) => (
                  <th key={of} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {types.map(([type, counts]) => (
                <tr key={type}>
                  <th scope="row">{words.many(type)}</th>
                  {columns.map(({ of }) => (
                    <td key={of} className={counts[of] ? 'figures' : 'figures quiet'}>
                      {counts[of] ? words.count(counts[of]) : '–'}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {report.issues.length > 0 && <Issues issues={report.issues} />}
      {fresh + changed > 0 && (
        <div className="row">
          <ButtonLink look="main" to="/record/summary">
            <Trans>See the record</Trans>
          </ButtonLink>
          <ButtonLink to="/record/timeline">
            <Trans>Timeline</Trans>
          </ButtonLink>
        </div>
      )}
    </div>
  );
}

const ORDER = ['new', 'unchanged', 'changed', 'notUnderstood'] as const;

const totalOf = (counts: TypeCounts): number => counts.new + counts.changed + counts.unchanged + counts.notUnderstood;

/** The same remark about many entries is said once, with how often. */
function Issues({ issues }: { readonly issues: readonly Issue[] }) {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) groups.set(issue.diagnostics, [...(groups.get(issue.diagnostics) ?? []), issue]);
  return (
    <details className="report-issues">
      <summary>
        <Plural value={groups.size} one="One remark" other="# remarks" />
      </summary>
      <ul className="bullets">
        {[...groups].slice(0, 50).map(([diagnostics, same]) => (
          <li key={diagnostics}>
            {diagnostics}{' '}
            {same.length > 1 && (
              <span className="quiet">
                <Trans>({same.length} times)</Trans>
              </span>
            )}
            <span className="quiet small report-place">
              {[same[0]?.location, ...(same[0]?.expression ?? [])].filter(Boolean).join(' · ')}
            </span>
            {same[0]?.remedy && <span className="small report-place">{same[0].remedy}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function AsideNotice({ person, report }: { readonly person: string; readonly report: ImportReport }) {
  const { t } = useLingui();
  const words = useWords();
  const [decided, setDecided] = useState(false);
  const { aside, original } = report;
  if (!aside || decided) return null;
  const born = aside.birthDate && words.day(aside.birthDate);
  return (
    <Notice tone="trouble" title={t`Part of this file is about somebody else`}>
      <p>
        {born ? (
          <Trans>
            It names {aside.name}, born {born}.
          </Trans>
        ) : (
          <Trans>It names {aside.name}.</Trans>
        )}{' '}
        <Plural value={aside.resources} one="One entry was put aside" other="# entries were put aside" /> <Trans>until you decide.</Trans>
      </p>
      {original && <AsideButtons person={person} original={original} onDecided={() => setDecided(true)} />}
      <p className="quiet small">
        <Trans>To keep it in a record of its own, add that person under More, then add the file there.</Trans>
      </p>
    </Notice>
  );
}
