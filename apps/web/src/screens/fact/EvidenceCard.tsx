import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Evidence } from '@satchel/record';
import type { Fact } from '../../../../server/src/http/api.ts';
import { excerptQuery } from '../../client/queries.ts';
import { Button } from '../../parts/Button.tsx';
import { Card } from '../../parts/Card.tsx';
import { Facts } from '../../parts/Facts.tsx';
import { OpenOriginal } from '../../parts/OpenOriginal.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import { useWords } from '../../words/useWords.ts';

/** Who said so, when, through which file, and the file itself at that place. */
export function EvidenceCard({ person, fact }: { readonly person: string; readonly fact: Fact }) {
  const { t } = useLingui();
  return (
    <Card title={t`Where this comes from`}>
      {fact.evidence.length === 0 && (
        <p className="quiet">
          <Trans>No origin was recorded for this entry.</Trans>
        </p>
      )}
      {fact.evidence.map((evidence) => (
        <EvidenceView key={`${evidence.provenance} ${evidence.version}`} person={person} evidence={evidence} />
      ))}
    </Card>
  );
}

function EvidenceView({ person, evidence }: { readonly person: string; readonly evidence: Evidence }) {
  const { t } = useLingui();
  const words = useWords();
  const [open, setOpen] = useState(false);
  const { original, place } = evidence;
  const placeWords = (at: string): string => {
    const [, what, number] = /^(line|entry) (\d+)$/.exec(at) ?? [];
    if (!number) return at;
    return what === 'line' ? t`line ${number}` : t`entry ${number}`;
  };
  const kinds = {
    file: t`A file you added`,
    entry: t`Typed in by hand`,
    connection: t`A connection`,
    deposit: t`Sent to you`,
    rule: t`Worked out by a rule`,
    restore: t`Restored`,
  };
  return (
    <div className="evidence">
      <Facts
        lines={[
          { name: t`How it came`, value: kinds[evidence.kind] },
          { name: t`Who said so`, value: evidence.author === 'Account holder' ? t`The account holder` : evidence.author },
          { name: t`When it came in`, value: words.date(evidence.recordedAt) },
          { name: t`File`, value: original && `${original.name} · ${words.size(original.size)}` },
          { name: t`Place in it`, value: place && placeWords(place) },
          { name: t`Read by`, value: evidence.parser },
        ]}
      />
      {original && (
        <div className="row no-print">
          {place && (
            <Button look="bare" icon="eye" aria-expanded={open} onPress={() => setOpen(!open)}>
              {open ? <Trans>Hide the original</Trans> : <Trans>See it in the original</Trans>}
            </Button>
          )}
          <OpenOriginal person={person} address={original.address} name={original.name} />
        </div>
      )}
      {open && original && place && <ExcerptView person={person} address={original.address} place={place} />}
    </div>
  );
}

function ExcerptView({ person, address, place }: { readonly person: string; readonly address: string; readonly place: string }) {
  const { t } = useLingui();
  const excerpt = useQuery(excerptQuery(person, address, place));
  if (excerpt.error) return <TroubleNotice trouble={excerpt.error} />;
  if (!excerpt.data) return <Waiting lines={3} />;
  return (
    <figure className="excerpt">
      <figcaption className="small quiet">
        {excerpt.data.name} · {excerpt.data.place}
      </figcaption>
      <pre tabIndex={0} aria-label={t`The original at that place`}>
        {excerpt.data.text}
      </pre>
    </figure>
  );
}
