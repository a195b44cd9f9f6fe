import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Freshness, device, freshnessOf, isAlarming } from '../client/device.ts';
import { call, ofRecord } from '../client/api.ts';
import { type RecordLine, queryClient, sessionQuery, useDoubtful, useRecords } from '../client/session.ts';
import { Button } from './Button.tsx';
import { Notice } from './Notice.tsx';
import { TroubleNotice } from './TroubleNotice.tsx';
import './alarms.css';

/** What the server found while opening, and what this device noticed by itself. Stays until the person has said so. */
export function Alarms() {
  const { t } = useLingui();
  const { record } = useRecords();
  const doubtful = useDoubtful();
  return (
    <>
      {doubtful.length > 0 && (
        <div className="alarms">
          <Notice tone="trouble" live title={t`Not opened: ${doubtful.join(', ')}`}>
            <p>
              <Trans>
                What the server gave for this record does not fit what this account made. Somebody may have changed it. Ask whoever runs the
                server.
              </Trans>
            </p>
          </Notice>
        </div>
      )}
      {record && <AlarmsOf key={record.person} record={record} />}
    </>
  );
}

function AlarmsOf({ record }: { readonly record: RecordLine }) {
  const { t } = useLingui();
  const [freshness, setFreshness] = useState<Freshness>(() => freshnessOf(device.seen(record.person), record));
  const { person, incarnation, seq, head } = record;
  useEffect(() => {
    // Only a state that descends from the remembered one replaces it, else the alarm would silence itself.
    const now = { incarnation, seq, head };
    const found = freshnessOf(device.seen(person), now);
    if (isAlarming(found)) setFreshness(found);
    else device.remember(person, now);
  }, [person, incarnation, seq, head]);
  const accept = () => {
    device.remember(person, record);
    setFreshness('same');
  };
  if (!isAlarming(freshness) && record.alarms.length === 0) return null;
  return (
    <div className="alarms">
      {isAlarming(freshness) && (
        <Notice
          tone="trouble"
          live
          title={freshness === 'restored' ? t`This record was put back from a backup` : t`This record is not as you left it`}
        >
          <p>
            {freshness === 'restored' && (
              <Trans>
                The server says that it restored an older copy. What you added after that copy may be missing. Look at Today and at your
                latest entries before you go on.
              </Trans>
            )}
            {freshness === 'back' && (
              <Trans>
                This device has seen a newer state than the server shows now. Entries may have been removed or an old copy put in place. Ask
                whoever runs the server before you rely on it.
              </Trans>
            )}
            {freshness === 'forked' && (
              <Trans>
                The server shows another history than the one this device has seen. Ask whoever runs the server before you rely on it.
              </Trans>
            )}
          </p>
          <div>
            <Button onPress={accept}>
              <Trans>I know why; use this state from now on</Trans>
            </Button>
          </div>
        </Notice>
      )}
      {record.alarms.map((alarm, at) => (
        <Notice key={at} tone="trouble" live title={alarm.diagnostics}>
          {alarm.remedy && <p>{alarm.remedy}</p>}
          <KnowIt person={person} alarm={alarm.diagnostics} />
        </Notice>
      ))}
    </div>
  );
}

/** The holder knows: the alarm goes, and the access log keeps who knew of what, and when. */
function KnowIt({ person, alarm }: { readonly person: string; readonly alarm: string }) {
  const know = useMutation({
    mutationFn: () => call('POST', ofRecord(person, 'alarms/accept'), { alarm }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  return (
    <>
      {know.error && <TroubleNotice trouble={know.error} />}
      <div>
        <Button isDisabled={know.isPending} onPress={() => know.mutate()}>
          <Trans>I know about it</Trans>
        </Button>
      </div>
    </>
  );
}
