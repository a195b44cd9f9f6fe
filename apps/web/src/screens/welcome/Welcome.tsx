import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { device } from '../../client/device.ts';
import { aboutQuery } from '../../client/session.ts';
import { ButtonLink } from '../../parts/Button.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { Page } from '../../parts/Page.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import './welcome.css';

/** The very first screen: what this is, and the three ways to go on. */
export function Welcome() {
  const { t } = useLingui();
  const about = useQuery(aboutQuery);
  // What the device knows at once: an answer of the server would move the buttons under the finger.
  const known = device.person() !== undefined;
  const create = (
    <ButtonLink look={known ? 'calm' : 'main'} to="/begin">
      <Trans>Create my record</Trans>
    </ButtonLink>
  );
  const have = (
    <ButtonLink look={known ? 'main' : 'calm'} to="/sign-in">
      <Trans>I already have one here</Trans>
    </ButtonLink>
  );
  return (
    <Page
      title={t`Your whole health history, in your hands`}
      lead={
        <Trans>
          Satchel gathers your health records from everywhere into one place that you own. It is sealed with keys that only you hold, so
          nobody can read it unless you let them.
        </Trans>
      }
    >
      {about.error && <TroubleNotice trouble={about.error} />}
      <div className="welcome-ways">
        {known ? (
          <>
            {have}
            {create}
          </>
        ) : (
          <>
            {create}
            {have}
          </>
        )}
        <ButtonLink look="bare" to="/sample">
          <Trans>Try with a sample person</Trans>
        </ButtonLink>
      </div>
      <ul className="welcome-promises">
        <li>
          <Icon name="lock" />
          <span>
            <Trans>Sealed on your side, before anything is stored</Trans>
          </span>
        </li>
        <li>
          <Icon name="file" />
          <span>
            <Trans>Every fact shows where it came from</Trans>
          </span>
        </li>
        <li>
          <Icon name="today" />
          <span>
            <Trans>Runs on your own computer; nothing is sent elsewhere</Trans>
          </span>
        </li>
      </ul>
      {!isSecureContext && (
        <Notice title={t`This address is not encrypted on the way`}>
          <p>
            <Trans>
              You opened Satchel over plain http. Your keys are still made and kept on this device, but somebody on this network could
              watch. It also cannot be installed or opened offline. Use https, or open it on the computer it runs on.
            </Trans>
          </p>
        </Notice>
      )}
    </Page>
  );
}
