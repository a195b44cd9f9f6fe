import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button, IconButton } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Chips } from '../../parts/Chips.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { Field, PassphraseField } from '../../parts/Field.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { Pick } from '../../parts/Pick.tsx';
import { Progress } from '../../parts/Progress.tsx';
import { SearchBox } from '../../parts/SearchBox.tsx';
import { SparkLine } from '../../parts/SparkLine.tsx';
import { Steps } from '../../parts/Steps.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { GALLERY_FACTS } from './gallery-facts.ts';

/** One of each part, to look at while making them. */
export function Gallery() {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [one, setOne] = useState<'a' | 'b'>('a');
  const [open, setOpen] = useState(false);
  const options = [
    { value: 'a', label: t`One` },
    { value: 'b', label: t`Other` },
  ] as const;
  return (
    <Page title={t`Parts`} lead={t`One component of each kind.`}>
      <Card title={t`Buttons`}>
        <div className="row">
          <Button look="main">{t`Next step`}</Button>
          <Button icon="add">{t`Calm`}</Button>
          <Button look="bare">{t`Bare`}</Button>
          <Button look="grave">{t`Grave`}</Button>
          <Button isDisabled>{t`Not now`}</Button>
          <IconButton icon="lock" name={t`Lock`} />
        </div>
      </Card>
      <Card title={t`Fields`}>
        <Field label={t`A line of text`} value={text} onChange={setText} hint={t`A hint below it`} />
        <Field label={t`With an error`} value={text} onChange={setText} error={t`What is wrong, in words`} />
        <PassphraseField label={t`Passphrase`} value={text} onChange={setText} />
        <SearchBox label={t`Search`} value={text} onChange={setText} />
        <Choice label={t`One of a few`} value={one} onChange={(value) => setOne(value as 'a' | 'b')} options={options} />
        <Chips label={t`A filter`} value={one} onChange={setOne} options={options} />
        <Pick label={t`One of many`} value={one} onChange={(value) => setOne(value as 'a' | 'b')} options={options} />
      </Card>
      <Card title={t`Notices`}>
        <Notice tone="good" title={t`It is done`} />
        <Notice title={t`Good to know`}>
          <p>{t`With a sentence below.`}</p>
        </Notice>
        <Notice tone="trouble" title={t`This needs you`} />
      </Card>
      <Card title={t`Facts`} flush>
        <FactList facts={GALLERY_FACTS} />
      </Card>
      <Card title={t`Names and values`}>
        <Facts
          lines={[
            { name: t`Name`, value: t`Value` },
            {
              name: t`Rests on`,
              value: (
                <>
                  <Hold by="cryptography" /> <Hold by="server" /> <Hold by="agreement" />
                </>
              ),
            },
            { name: t`Shape`, value: <SparkLine values={[5.2, 5.6, 5.4, 6.1, 5.9]} /> },
          ]}
        />
      </Card>
      <Card title={t`Waiting`}>
        <Progress label={t`Known length`} done={0.62} />
        <Progress label={t`Unknown length`} />
        <Waiting lines={2} />
        <Steps at={2} of={4} />
      </Card>
      <Card>
        <Empty icon="record" title={t`Nothing here`}>
          <p>{t`Said kindly.`}</p>
        </Empty>
      </Card>
      <div>
        <Button onPress={() => setOpen(true)}>{t`Open a dialog`}</Button>
      </div>
      <Dialog title={t`A question`} open={open} onClose={() => setOpen(false)}>
        <p>{t`One question at a time.`}</p>
      </Dialog>
    </Page>
  );
}
