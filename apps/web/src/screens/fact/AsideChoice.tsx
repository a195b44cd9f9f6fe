import { Trans, useLingui } from '@lingui/react/macro';
import type { Fact } from '../../../../server/src/http/api.ts';
import { AsideButtons } from '../../parts/AsideButtons.tsx';
import { Notice } from '../../parts/Notice.tsx';

/** A fact that its source says is about another person: kept apart until the holder decides. */
export function AsideChoice({ person, fact }: { readonly person: string; readonly fact: Fact }) {
  const { t } = useLingui();
  const original = fact.evidence.find((evidence) => evidence.original)?.original?.address;
  return (
    <Notice tone="trouble" title={t`This may be about somebody else`}>
      <p>
        <Trans>The file names another person. Until you decide, it is not part of your summary or of anything you share.</Trans>
      </p>
      {original && <AsideButtons person={person} original={original} />}
    </Notice>
  );
}
