import { useLingui } from '@lingui/react/macro';
import './waiting.css';

/** Something is on its way: grey lines where it will be, and a word for those who do not see them. */
export function Waiting({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useLingui();
  return (
    <div className="waiting" role="status">
      <span className="visually-hidden">{t`One moment`}</span>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} className="waiting-line" aria-hidden="true" />
      ))}
    </div>
  );
}
