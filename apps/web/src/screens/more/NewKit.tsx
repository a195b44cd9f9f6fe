import { useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { keys } from '../../client/keys/index.ts';
import { useRecords } from '../../client/session.ts';
import { NeedKeys } from '../../parts/NeedKeys.tsx';
import { say } from '../../parts/Said.tsx';
import { KeepKit } from '../begin/KeepKit.tsx';
import { MakingKeys } from '../begin/MakingKeys.tsx';
import { ProveKit } from '../begin/ProveKit.tsx';

/** A new recovery kit. The old one works until the new one is proved. */
export function NewKit() {
  const { t } = useLingui();
  return (
    <NeedKeys title={t`Make a new recovery kit`}>
      <Kit />
    </NeedKeys>
  );
}

function Kit() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { records } = useRecords();
  const [kit, setKit] = useState<string>();
  const [kept, setKept] = useState(false);
  const [trouble, setTrouble] = useState<unknown>();
  useEffect(() => void keys('newKit').then((made) => setKit(made.kit), setTrouble), []);
  const prove = async () => {
    try {
      await keys('keepKit');
      await navigate({ to: '/more' });
      say(t`The new kit is valid. Please destroy the old one.`);
    } catch (problem) {
      setTrouble(problem);
    }
  };
  if (!kit) return <MakingKeys title={t`Making a new kit`} />;
  if (!kept) return <KeepKit name={records[0]?.name ?? ''} kit={kit} onKept={() => setKept(true)} />;
  return <ProveKit kit={kit} trouble={trouble} onBack={() => setKept(false)} onProved={() => void prove()} />;
}
