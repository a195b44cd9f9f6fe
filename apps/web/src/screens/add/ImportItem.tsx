import { Trans, useLingui } from '@lingui/react/macro';
import { type Import, dismiss, retry } from '../../client/imports.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Progress } from '../../parts/Progress.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { useWords } from '../../words/useWords.ts';
import { Report } from './Report.tsx';

/** One file on its way: where it is, then what came of it. */
export function ImportItem({ item }: { readonly item: Import }) {
  const { stage } = item;
  return (
    <Card
      title={item.name}
      beside={
        stage.at === 'done' ? (
          <Button look="bare" onPress={() => dismiss(item.key)}>
            <Trans>Done</Trans>
          </Button>
        ) : undefined
      }
    >
      <StageView item={item} />
    </Card>
  );
}

function StageView({ item: { key, person, stage } }: { readonly item: Import }) {
  const { t } = useLingui();
  const words = useWords();
  switch (stage.at) {
    case 'queued':
      return (
        <p className="quiet">
          <Trans>Waiting for its turn.</Trans>
        </p>
      );
    case 'sending':
      return (
        <div className="stack-s">
          <Progress label={t`Sending to your own server`} done={stage.size === 0 ? 1 : stage.sent / stage.size} />
          <p className="quiet small" role="status">
            {stage.waiting ? (
              <Trans>The connection is gone. It goes on by itself; nothing is lost.</Trans>
            ) : (
              <Trans>
                {words.size(stage.sent)} of {words.size(stage.size)}
              </Trans>
            )}
          </p>
        </div>
      );
    case 'reading':
      return (
        <div className="stack-s">
          <Progress label={t`Reading and sealing`} done={stage.size === 0 ? undefined : stage.read / stage.size} />
          <p className="quiet small" role="status">
            <Trans>You can go elsewhere in the app meanwhile.</Trans>
          </p>
        </div>
      );
    case 'failed':
      return (
        <>
          <TroubleNotice trouble={stage.trouble} />
          <div className="row">
            <Button icon="again" onPress={() => retry(key)}>
              <Trans>Try again</Trans>
            </Button>
            <Button look="bare" onPress={() => dismiss(key)}>
              <Trans>Leave it</Trans>
            </Button>
          </div>
        </>
      );
    case 'done':
      return <Report person={person} report={stage.report} />;
  }
}
