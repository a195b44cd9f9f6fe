import { Trans, useLingui } from '@lingui/react/macro';
import { Trouble } from '../client/api.ts';
import { Notice } from './Notice.tsx';

/** What went wrong in one sentence a person can act on. */
export function useTroubleWords(): (trouble: unknown) => string {
  const { t } = useLingui();
  return (trouble) => {
    if (!(trouble instanceof Trouble)) return t`Something went wrong in the app. Please try again.`;
    switch (trouble.kind) {
      case 'offline':
        return t`This device is not connected to a network right now.`;
      case 'unreachable':
        return t`The computer that keeps your record does not answer. It may be switched off or starting.`;
      case 'locked':
        return t`Your record is locked. Please open it again.`;
      case 'refused':
        return t`That is not right. Please check it and try again.`;
      case 'missing':
        return t`This is not there, or not for you to see.`;
      case 'conflict':
        return t`Somebody changed this in the meantime. Look at it again, then decide.`;
      case 'throttled':
        return trouble.retryAfter
          ? t`Too many tries. Please wait ${trouble.retryAfter} seconds.`
          : t`Too many tries. Please wait a little.`;
      case 'full':
        return t`The disk that keeps your record is full. Nothing was lost; free some space and try again.`;
      case 'failed':
        return trouble.issues[0]?.diagnostics ?? t`That did not work. Nothing was changed.`;
    }
  };
}

/** Trouble on the page, with what the server suggests and a way to try again. */
export function TroubleNotice({ trouble }: { readonly trouble: unknown }) {
  const words = useTroubleWords();
  const remedy = trouble instanceof Trouble ? trouble.issues[0]?.remedy : undefined;
  return (
    <Notice tone="trouble" live title={words(trouble)}>
      {remedy && <p>{remedy}</p>}
      {trouble instanceof Trouble && trouble.kind === 'offline' && (
        <p>
          <Trans>What you see may be a little old. It goes on by itself when the network is back.</Trans>
        </p>
      )}
    </Notice>
  );
}
