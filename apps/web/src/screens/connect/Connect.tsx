import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Category, Sensitive } from '@satchel/vault';
import type { ConsentAnswered, ConsentAsked, ConsentPreview } from '../../../../server/src/http/api.ts';
import { call } from '../../client/api.ts';
import { keys } from '../../client/keys/index.ts';
import { consentQuery, previewQuery, recordChanged } from '../../client/queries.ts';
import { useRecords } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { NeedKeys } from '../../parts/NeedKeys.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { grantedScopes } from './granted.ts';
import { HowLong, type Length, lengthsFor, untilOf } from './HowLong.tsx';
import { SensitiveParts } from './SensitiveParts.tsx';
import { WhatItSees } from './WhatItSees.tsx';
import './connect.css';

/** An app asks: which app, what it would see, for how long; anything can be unticked. */
export function Connect() {
  const { t } = useLingui();
  const { request } = useParams({ from: '/inside/connect/$request' });
  const asked = useQuery(consentQuery(request));
  if (asked.isPending) return <Waiting lines={6} />;
  if (!asked.data)
    return (
      <Page title={t`This question is not open any more`}>
        <TroubleNotice trouble={asked.error} />
        <p>
          <Trans>Go back to the app and connect again from there.</Trans>
        </p>
      </Page>
    );
  return <Question request={request} asked={asked.data} />;
}

function Question({ request, asked }: { readonly request: string; readonly asked: ConsentAsked }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { record } = useRecords();
  const person = record?.person ?? '';
  const lengths = lengthsFor(asked);
  const [length, setLength] = useState<Length>(lengths[0]);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [sensitive, setSensitive] = useState<readonly Sensitive[]>([]);
  const [isNamed, setNamed] = useState(true);
  const categories: readonly Category[] = ['general', ...sensitive];
  const preview = useQuery(previewQuery(person, asked.scopes, categories));
  const refuse = useMutation({
    mutationFn: () => call<ConsentAnswered>('POST', `/api/connect/${encodeURIComponent(request)}/refuse`),
    onSuccess: ({ redirect }) => (redirect === undefined ? void navigate({ to: '/apps' }) : location.assign(redirect)),
  });
  const allow = useMutation({
    mutationFn: ({ lines }: ConsentPreview) =>
      keys('approveApp', {
        request,
        person,
        name: asked.name,
        scopes: grantedScopes(lines, (name) => off.has(name)),
        special: specialScopes(asked, isNamed, length),
        categories,
        expiresAt: untilOf(length),
        ...(asked.service !== undefined && { service: asked.service }),
      }),
    onSuccess: async (redirect) => {
      await recordChanged(person);
      if (redirect !== undefined) return location.assign(redirect);
      say(t`${asked.name} can read this record from now on.`);
      return navigate({ to: '/apps' });
    },
  });
  return (
    <Page
      title={t`${asked.name} asks to see your record`}
      lead={
        asked.host === undefined ? (
          <Trans>It is a service that reads when nobody is there.</Trans>
        ) : (
          <Trans>
            The app calls itself so. What you allow goes to <strong>{asked.host}</strong>.
          </Trans>
        )
      }
    >
      {asked.isNew && (
        <Notice title={t`It is new here`}>
          <p>
            <Trans>Nobody has connected this app here before, and nobody vouches for it. Go on only if you have just come from it.</Trans>
          </p>
        </Notice>
      )}
      {asked.service !== undefined && (
        <Notice tone="trouble" title={t`This server can read, at any time`}>
          <p>
            <Trans>
              For a service the key stays with this server, also while you are away. Everything else stays closed when you lock.
            </Trans>
          </p>
        </Notice>
      )}
      {preview.error && <TroubleNotice trouble={preview.error} />}
      {preview.isPending && <Waiting lines={4} />}
      {preview.data && <WhatItSees preview={preview.data} off={off} onChange={setOff} />}
      <SensitiveParts
        chosen={sensitive}
        onChange={setSensitive}
        withheld={preview.data?.withheld ?? 0}
        isWriting={preview.data?.lines.some(({ can }) => /[cud]/.test(can)) ?? false}
      />
      <HowLong asked={asked} lengths={lengths} length={length} onLength={setLength} isNamed={isNamed} onNamed={setNamed} />
      {(allow.error ?? refuse.error) !== null && <TroubleNotice trouble={allow.error ?? refuse.error} />}
      <Card title={t`Your answer`}>
        <div className="stack">
          <div>
            <Button isDisabled={refuse.isPending || allow.isPending} onPress={() => refuse.mutate()}>
              <Trans>Do not allow</Trans>
            </Button>
          </div>
          <NeedKeys>
            <div>
              <Button
                look="main"
                isDisabled={!preview.data || allow.isPending || refuse.isPending}
                onPress={() => preview.data && allow.mutate(preview.data)}
              >
                <Trans>Allow what is ticked</Trans>
              </Button>
            </div>
          </NeedKeys>
        </div>
      </Card>
    </Page>
  );
}

/** Who it is goes along only if ticked; staying connected only for longer than once. */
function specialScopes({ special }: ConsentAsked, isNamed: boolean, length: Length): string[] {
  const left = (scope: string) => (scope === 'openid' || scope === 'fhirUser' ? isNamed : !scope.endsWith('_access') || length !== 'once');
  return special.filter(left);
}
