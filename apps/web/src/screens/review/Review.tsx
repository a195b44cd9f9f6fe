import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { isJsonObject, parseJson } from '@satchel/fhir/json';
import type { Listed } from '@satchel/record';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Fact } from '../../../../server/src/http/api.ts';
import { device } from '../../client/device.ts';
import { factQuery, reviewQuery } from '../../client/queries.ts';
import { queryClient, usePerson } from '../../client/session.ts';
import { change, takeBack } from '../../client/write.ts';
import { Button, ButtonLink } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { FactList } from '../../parts/FactRow.tsx';
import { Page } from '../../parts/Page.tsx';
import { say } from '../../parts/Said.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';

/** Two minutes a week: what sources say differently, what nobody confirmed. Whatever is left is asked another week. */
export function Review() {
  const { t } = useLingui();
  const person = usePerson();
  const review = useQuery(reviewQuery(person));
  const { conflicts = [], unconfirmed = [], broken = [], total = 0 } = review.data ?? {};
  return (
    <Page
      title={t`A two-minute look`}
      lead={total > 0 ? t`Settle what you can. The rest can wait; nothing is lost.` : undefined}
      back={{ to: '/today', label: t`Today` }}
    >
      {review.error && <TroubleNotice trouble={review.error} />}
      {review.isPending && <Waiting />}
      {review.data && total === 0 && (
        <Empty icon="check" title={t`Nothing to settle`}>
          <p>
            <Trans>Your sources do not contradict each other in what could be compared, and nothing waits for you.</Trans>
          </p>
        </Empty>
      )}
      {conflicts.map(([stands, denied]) => (
        <Conflict key={stands.id + denied.id} person={person} stands={stands} denied={denied} />
      ))}
      {unconfirmed.map((fact) => (
        <Unconfirmed key={fact.id} person={person} fact={fact} />
      ))}
      {broken.length > 0 && (
        <Card title={t`Came in with mistakes`} flush>
          <p className="quiet padded">
            <Trans>They are kept as they came. Open one to see what is wrong; the sender can correct it.</Trans>
          </p>
          <FactList facts={broken} />
        </Card>
      )}
      {total > conflicts.length + unconfirmed.length + broken.length && (
        <p className="quiet">
          <Plural
            value={total - conflicts.length - unconfirmed.length - broken.length}
            one="One more waits for another time."
            other="# more wait for another time."
          />
        </p>
      )}
      <div>
        <Button
          onPress={() => {
            device.keepReviewed(person, Date.now());
            say(t`Done for this week`);
            history.back();
          }}
        >
          <Trans>Enough for this week</Trans>
        </Button>
      </div>
    </Page>
  );
}

/** Two sources that disagree: the person says which is right, or that both are. */
function Conflict({ person, stands, denied }: { readonly person: string; readonly stands: Listed; readonly denied: Listed }) {
  const { t } = useLingui();
  const act = useMutation({
    mutationFn: (wrong: Listed) => takeBack(person, wrong, t`Another source is right`),
    onSuccess: () => say(t`Settled. The other one stays in its history.`),
  });
  return (
    <Card title={t`Your sources disagree`} flush>
      <FactList facts={[stands, denied]} />
      {act.error && <TroubleNotice trouble={act.error} />}
      <div className="padded row">
        <Button isDisabled={act.isPending} onPress={() => act.mutate(denied)}>
          <Trans>The first is right</Trans>
        </Button>
        <Button isDisabled={act.isPending} onPress={() => act.mutate(stands)}>
          <Trans>The second is right</Trans>
        </Button>
      </div>
    </Card>
  );
}

function Unconfirmed({ person, fact }: { readonly person: string; readonly fact: Listed }) {
  const { t } = useLingui();
  const act = useMutation({
    mutationFn: () => confirm(person, fact),
    onSuccess: () => say(t`Confirmed by you`),
  });
  return (
    <Card title={t`Nobody has confirmed this`} flush>
      <FactList facts={[fact]} />
      {act.error && <TroubleNotice trouble={act.error} />}
      <div className="padded row">
        <Button isDisabled={act.isPending} onPress={() => act.mutate()}>
          <Trans>Yes, it is so</Trans>
        </Button>
        <ButtonLink look="bare" to="/record/fact/$type/$id" params={{ type: fact.type, id: fact.id }}>
          <Trans>Open it</Trans>
        </ButtonLink>
      </div>
    </Card>
  );
}

async function confirm(person: string, { type, id }: Listed): Promise<void> {
  const known: Fact = await queryClient.fetchQuery(factQuery(person, type, id));
  const parsed = parseJson(known.text);
  const status = parsed.ok && parsed.value['verificationStatus'];
  if (!parsed.ok || !isJsonObject(status)) return;
  const codings = Array.isArray(status['coding']) ? status['coding'].filter(isJsonObject) : [];
  const verificationStatus = {
    coding: codings.map(({ system, code: _code, display: _display, ...rest }) => ({
      ...rest,
      ...(system !== undefined && { system }),
      code: 'confirmed',
    })),
  };
  await change(person, known.listed.version, { ...parsed.value, verificationStatus });
  await queryClient.invalidateQueries({ queryKey: reviewQuery(person).queryKey });
}

/** On Today: one quiet line, at most once a week, and only when there is something. */
export function ReviewInvitation({ person }: { readonly person: string }) {
  const { t } = useLingui();
  const review = useQuery(reviewQuery(person));
  const total = review.data?.total ?? 0;
  const last = device.reviewed(person);
  if (total === 0 || (last !== undefined && Date.now() - last < WEEK)) return null;
  return (
    <Card title={t`Two minutes this week`}>
      <p>
        <Plural
          value={total}
          one="One thing in your record waits for a word from you."
          other="# things in your record wait for a word from you."
        />
      </p>
      <div>
        <ButtonLink to="/today/review">
          <Trans>Have a look</Trans>
        </ButtonLink>
      </div>
    </Card>
  );
}

const WEEK = 7 * 86_400_000;
