import { useLingui } from '@lingui/react/macro';
import { Card } from '../../parts/Card.tsx';
import { NavRow } from '../../parts/NavRow.tsx';
import { FORMS } from './forms/index.ts';

/** What can be entered by hand, each a form of its own. */
export function ByHand() {
  const { t, i18n } = useLingui();
  return (
    <Card title={t`Enter by hand`} flush>
      {FORMS.map((form) => (
        <NavRow key={form.id} icon={form.icon} to="/add/by-hand/$form" params={{ form: form.id }} label={i18n._(form.title)} />
      ))}
    </Card>
  );
}
