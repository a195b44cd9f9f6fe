import { useLingui } from '@lingui/react/macro';
import { TabLinks } from '../../parts/TabLinks.tsx';

/** The ways to look at a record. */
export function RecordTabs() {
  const { t } = useLingui();
  return (
    <TabLinks
      label={t`Ways to look at the record`}
      tabs={[
        { to: '/record/summary', label: t`Summary` },
        { to: '/record/timeline', label: t`Timeline` },
        { to: '/record/results', label: t`Results` },
        { to: '/record/documents', label: t`Documents` },
        { to: '/record/search', label: t`Search` },
      ]}
    />
  );
}
