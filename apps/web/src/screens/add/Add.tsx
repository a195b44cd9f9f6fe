import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { device } from '../../client/device.ts';
import { addFiles, resumeWatching, useImports } from '../../client/imports.ts';
import { usePerson, useRecords } from '../../client/session.ts';
import { Button } from '../../parts/Button.tsx';
import { DropArea } from '../../parts/DropArea.tsx';
import { FilePick } from '../../parts/FilePick.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { useWords } from '../../words/useWords.ts';
import { ByHand } from '../enter/ByHand.tsx';
import { QuestionnaireList } from '../questions/QuestionnaireList.tsx';
import { GiveLink } from './GiveLink.tsx';
import { QuickCapture } from './QuickCapture.tsx';
import { ImportItem } from './ImportItem.tsx';
import './add.css';

/** Brings files in: drop, pick or photograph; progress and a report in plain words. */
export function Add() {
  const { t } = useLingui();
  const person = usePerson();
  const { records, record } = useRecords();
  const imports = useImports(person);
  const add = (files: readonly File[]) => void addFiles(person, files);
  useEffect(() => resumeWatching(person, t`The file from before`), [person, t]);
  return (
    <Page
      title={t`Add`}
      lead={
        records.length > 1 ? (
          <Trans>Into the record of {record?.name}.</Trans>
        ) : (
          <Trans>Any file that a hospital, doctor, lab, insurer or app gave you.</Trans>
        )
      }
    >
      {record && <QuickCapture person={person} name={record.name} />}
      {imports.length === 0 && <Interrupted person={person} />}
      <DropArea onFiles={add}>
        <span className="drop-mark">
          <Icon name="add" size={36} />
        </span>
        <p className="drop-title only-wide">
          <Trans>Drop files here</Trans>
        </p>
        <div className="row drop-ways">
          <FilePick look="main" icon="file" onFiles={add}>
            <Trans>Choose files</Trans>
          </FilePick>
          <FilePick icon="camera" accept="image/*" camera onFiles={add}>
            <Trans>Take a photo</Trans>
          </FilePick>
        </div>
        <p className="quiet small measure">
          <Trans>Every original is kept, also what cannot be read yet. A file added twice changes nothing.</Trans>
        </p>
      </DropArea>
      {imports.length > 0 && (
        <ol className="stack" aria-label={t`Files on their way`}>
          {imports.toReversed().map((item) => (
            <li key={item.key}>
              <ImportItem item={item} />
            </li>
          ))}
        </ol>
      )}
      <ByHand />
      <QuestionnaireList />
      <GiveLink person={person} />
    </Page>
  );
}

/** An upload that a reload cut off: the same file picked again goes on where it stopped. */
function Interrupted({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const words = useWords();
  const [upload, setUpload] = useState(() => device.upload(person));
  if (!upload || upload.job) return null;
  const forget = () => {
    device.keepUpload(person, undefined);
    setUpload(undefined);
  };
  return (
    <Notice title={t`A file of ${words.size(upload.size)} was not finished`}>
      <p>
        <Trans>Choose the same file again and it goes on where it stopped. We do not keep a copy or its name on this device.</Trans>
      </p>
      <div>
        <Button look="bare" onPress={forget}>
          <Trans>Forget about it</Trans>
        </Button>
      </div>
    </Notice>
  );
}
