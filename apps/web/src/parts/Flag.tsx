import { useWords } from '../words/useWords.ts';
import './flag.css';

/** High, low, in range: in words, with an arrow where it points somewhere. */
export function Flag({ flag }: { readonly flag: string | undefined }) {
  const said = useWords().flag(flag);
  if (!said) return null;
  const arrow = /^H/i.test(flag ?? '') ? '↑ ' : /^L/i.test(flag ?? '') ? '↓ ' : '';
  return (
    <span className={`flag${said.attention ? ' flag-look' : ''}`}>
      <span aria-hidden="true">{arrow}</span>
      {said.words}
    </span>
  );
}
