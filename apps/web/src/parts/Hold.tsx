import { useLingui } from '@lingui/react/macro';
import './hold.css';

/** What a permission rests on. */
export type HoldBy = 'cryptography' | 'server' | 'agreement';

/** The label that every permission carries: by cryptography, by the server, by agreement. */
export function Hold({ by }: { readonly by: HoldBy }) {
  const { t } = useLingui();
  const words: Readonly<Record<HoldBy, string>> = {
    cryptography: t`by cryptography`,
    server: t`by the server`,
    agreement: t`by agreement`,
  };
  return <span className={`hold hold-${by}`}>{words[by]}</span>;
}
