import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '../../client/session.ts';
import { Card } from '../../parts/Card.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { Hold } from '../../parts/Hold.tsx';
import { Page } from '../../parts/Page.tsx';

/** What we promise, word for word, and what each permission rests on. */
export function About() {
  const { t } = useLingui();
  const about = useQuery(aboutQuery);
  return (
    <Page title={t`About Satchel`} back={{ to: '/more', label: t`More` }}>
      <Card title={t`What we promise`}>
        <blockquote className="stack measure">
          <p>
            <Trans>At rest, nobody can read your record without a key that a person holds.</Trans>
          </p>
          <p>
            <Trans>
              While you, or anyone or anything you gave a key, is using it, the server process can read it, and it sees what passes through
              during a refresh.
            </Trans>
          </p>
          <p>
            <Trans>Who shares with whom, how much and when is visible to whoever runs the server.</Trans>
          </p>
        </blockquote>
      </Card>
      <Card title={t`What a permission rests on`}>
        <Facts
          lines={[
            {
              name: t`Opening a record, and its sealed parts`,
              value: (
                <>
                  <Hold by="cryptography" /> <Trans>Without the key there is nothing to read.</Trans>
                </>
              ),
            },
            {
              name: t`The access log, and parts finer than a category`,
              value: (
                <>
                  <Hold by="server" /> <Trans>The server keeps to it while it runs as published.</Trans>
                </>
              ),
            },
            {
              name: t`What somebody does with what they read`,
              value: (
                <>
                  <Hold by="agreement" /> <Trans>No key can take back what was seen.</Trans>
                </>
              ),
            },
          ]}
        />
      </Card>
      <Card title={t`Details`}>
        <Facts
          lines={[
            { name: t`Version`, value: about.data?.version },
            { name: t`Letters`, value: 'Atkinson Hyperlegible Next, SIL OFL 1.1' },
            { name: t`Licence`, value: 'Apache-2.0' },
            { name: t`Connections to others`, value: t`None. Everything comes from this server.` },
          ]}
        />
      </Card>
    </Page>
  );
}
