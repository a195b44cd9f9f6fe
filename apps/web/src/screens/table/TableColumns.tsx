import { useLingui } from '@lingui/react/macro';
import type { Role } from '@satchel/intake/columns';
import type { Table, TableAnswers } from '../../../../server/src/http/api.ts';
import { Card } from '../../parts/Card.tsx';
import { Pick } from '../../parts/Pick.tsx';
import { unitsOf, withRole, withUnit } from './answers.ts';
import { ROLE_WORDS } from './role-words.ts';

/** Each column with its first cells, what it was recognised as, and its unit. */
export function TableColumns({
  table: { mapping, questions, rows },
  answers,
  onAnswers,
}: {
  readonly table: Table;
  readonly answers: TableAnswers;
  readonly onAnswers: (answers: TableAnswers) => void;
}) {
  const { t, i18n } = useLingui();
  const roles = Object.entries(ROLE_WORDS).map(([value, words]) => ({ value, label: i18n._(words) }));
  const unanswered = { value: '', label: t`Please choose` };
  return (
    <Card title={t`Columns`}>
      <ul className="table-columns">
        {mapping.columns.map((column, at) => {
          const asksRole = questions.some((each) => each.about === 'column' && each.column === at);
          const units = unitsOf(column);
          const name = column.header || t`Column ${at + 1}`;
          const cells = rows.flatMap((row) => row[at] || []).slice(0, 3);
          return (
            <li key={at} className="table-column">
              <span className="stack-none">
                <strong>{name}</strong>
                <span className="quiet small">{cells.join(' · ')}</span>
              </span>
              <span className="row">
                <Pick
                  label={t`${name} is`}
                  value={asksRole ? '' : column.role}
                  options={asksRole ? [unanswered, ...roles] : roles}
                  onChange={(role) => onAnswers(withRole(answers, at, role as Role))}
                />
                {units.length > 0 && (
                  <Pick
                    label={t`Unit`}
                    value={column.unit ?? ''}
                    options={[...(column.unit === undefined ? [unanswered] : []), ...units.map((value) => ({ value, label: value }))]}
                    onChange={(unit) => onAnswers(withUnit(answers, at, column.role, unit))}
                  />
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
