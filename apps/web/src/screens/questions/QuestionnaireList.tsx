import { useLingui } from '@lingui/react/macro';
import { questionnaires } from '@satchel/intake/questionnaires';
import { Card } from '../../parts/Card.tsx';
import { NavRow } from '../../parts/NavRow.tsx';

/** Questionnaires that can be answered now. */
export function QuestionnaireList() {
  const { t, i18n } = useLingui();
  return (
    <Card title={t`How are you?`} flush>
      {questionnaires(i18n.locale === 'es' ? 'es' : 'en').map(({ id, title, lead }) => (
        <NavRow key={id} icon="plans" to="/add/questions/$questionnaire" params={{ questionnaire: id }} label={title} now={lead} />
      ))}
    </Card>
  );
}
