import type { Draft } from '@satchel/record';
import type { Parsed, Source } from '../../../source.ts';
import { ccda } from '../parse.ts';

/** A source of text or bytes, handed out in small pieces. */
export function sourceOf(content: string | Uint8Array, name = 'document.xml', step = 997): Source {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name,
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
    },
  };
}

/** Everything that a document becomes. */
export async function read(content: string | Uint8Array): Promise<{ drafts: Draft[]; others: Parsed[] }> {
  const all: Parsed[] = [];
  for await (const parsed of ccda.parse(sourceOf(content), { at: '2026-03-01T10:00:00Z' })) all.push(parsed);
  return {
    drafts: all.flatMap((each) => (each.kind === 'draft' ? each.draft : [])),
    others: all.filter(({ kind }) => kind !== 'draft'),
  };
}

/** The drafts of one type. */
export async function drafts(content: string, type: string): Promise<Draft['resource'][]> {
  return (await read(content)).drafts.map(({ resource }) => resource).filter((resource) => resource['resourceType'] === type);
}

const HEADER = `<id root="1.2.3.4.5" extension="doc-1"/>
<code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of Episode Note"/>
<title>Summary</title><effectiveTime value="20240301101500-0500"/>
<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
<recordTarget><patientRole><id root="1.2.3.4.5.1" extension="p-1"/>
<patient><name use="L"><given>Eva</given><family>Muster</family></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19800201"/></patient></patientRole></recordTarget>
<custodian><assignedCustodian><representedCustodianOrganization><id root="1.2.3.4.5"/><name>House of Health</name>
</representedCustodianOrganization></assignedCustodian></custodian>`;

/** A document of our own with these sections. */
export function documentWith(...sections: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${HEADER}
<component><structuredBody>${sections.map((section) => `<component>${section}</component>`).join('\n')}</structuredBody></component></ClinicalDocument>`;
}

export const section = (code: string, text: string, ...entries: readonly string[]): string =>
  `<section><code code="${code}" codeSystem="2.16.840.1.113883.6.1"/><title>T</title><text>${text}</text>${entries.map((entry) => `<entry>${entry}</entry>`).join('')}</section>`;
