import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { About } from '../../../../server/src/http/api.ts';
import { device, deviceLabel } from '../../client/device.ts';
import { addFiles } from '../../client/imports.ts';
import { keys } from '../../client/keys/index.ts';
import { aboutQuery, sessionQuery, queryClient, switchTo, unlocked } from '../../client/session.ts';
import { fetchBlob } from '../../client/api.ts';
import { Button } from '../../parts/Button.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { MakingKeys } from '../begin/MakingKeys.tsx';
import { proposePassphrase } from '../begin/propose-passphrase.ts';

type Sample = About['samples'][number];

/** A made-up person to look around in: a real record with throw-away keys, filled through the same door as any file. */
export function SamplePerson() {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const about = useQuery(aboutQuery);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  const samples = about.data?.samples ?? [];
  const open = async (sample: Sample) => {
    setBusy(true);
    try {
      const person = await makeSample(sample, i18n.locale);
      switchTo(person);
      await navigate({ to: '/add' });
      await bringSample(person, sample);
      await navigate({ to: '/today' });
    } catch (problem) {
      setTrouble(problem);
      setBusy(false);
    }
  };
  if (busy) return <MakingKeys title={t`Making keys for the sample`} />;
  return (
    <Page
      title={t`Try with a sample person`}
      lead={<Trans>Made-up people with whole made-up lives. Look around; when you lock, the sample is gone for good.</Trans>}
      back={{ to: '/', label: t`Back` }}
    >
      {(trouble ?? about.error) !== undefined && (trouble ?? about.error) !== null && <TroubleNotice trouble={trouble ?? about.error} />}
      {about.isPending && <Waiting lines={2} />}
      {about.data && samples.length === 0 && <Empty icon="person" title={t`This server has no sample people`} />}
      <ul className="stack">
        {samples.map((sample) => (
          <li key={sample.name}>
            <Button look={samples.length === 1 ? 'main' : 'calm'} icon="person" onPress={() => void open(sample)}>
              {sample.title}
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  );
}

/** A throw-away account; its passphrase and kit are forgotten at once. */
async function makeSample({ title }: Sample, locale: string): Promise<string> {
  await keys('prepare', await proposePassphrase(locale));
  const unique = crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? '';
  await keys('create', `${title} ${unique}`, title.split(/[,(]/)[0]?.trim() ?? title, deviceLabel(navigator.userAgent));
  await unlocked();
  const session = await queryClient.fetchQuery(sessionQuery);
  const person = session?.records[0]?.person ?? '';
  device.keepSample({ person, farewell: await keys('farewell') });
  return person;
}

async function bringSample(person: string, { name, files }: Sample): Promise<void> {
  const fetched = await Promise.all(
    files.map(async (file) => new File([await fetchBlob(`/api/samples/${encodeURIComponent(name)}/${encodeURIComponent(file)}`)], file)),
  );
  await addFiles(person, fetched);
}
