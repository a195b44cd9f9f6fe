import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Notice } from '../../parts/Notice.tsx';
import { TroubleNotice } from '../../parts/TroubleNotice.tsx';
import { Waiting } from '../../parts/Waiting.tsx';
import type { Pages, Spot } from './pages.ts';
import { blobOf, type ShownFile } from './shown-file.ts';
import { PageView } from './viewers/PageView.tsx';
import { TextView } from './viewers/TextView.tsx';

const HtmlView = lazy(() => import('./viewers/HtmlView.tsx'));
const DicomView = lazy(() => import('./viewers/DicomView.tsx'));

/** A document opened: what there is to show of it. */
type Opened =
  | { readonly as: 'pages'; readonly pages: Pages }
  | { readonly as: 'html' | 'text'; readonly text: string }
  | { readonly as: 'dicom'; readonly bytes: Uint8Array }
  | { readonly as: 'words' };

interface ViewerProps {
  readonly person: string;
  readonly file: ShownFile;
  readonly spot: Spot | undefined;
  readonly onPages: (pages: Pages | undefined) => void;
}

/** A document in place. What it holds is drawn or written as text; nothing of it is ever run, and nothing it names is fetched. */
export function Viewer({ person, file, spot, onPages }: ViewerProps) {
  const { t } = useLingui();
  const key = file.original === undefined ? 'here' : `${file.original} ${file.member ?? ''}`;
  const opened = useQuery({
    queryKey: ['document', person, key, file.name],
    queryFn: () => open(person, file),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const pages = opened.data?.as === 'pages' ? opened.data.pages : undefined;
  useEffect(() => onPages(pages), [pages, onPages]);
  if (opened.isPending) return <Waiting />;
  if (opened.error)
    return isTold(opened.error) ? (
      <TroubleNotice trouble={opened.error} />
    ) : (
      <Notice title={t`This document cannot be shown here`}>
        <p>
          <Trans>It is locked or damaged, or this browser does not know its kind. The original can still be saved.</Trans>
        </p>
      </Notice>
    );
  const { data } = opened;
  return (
    <Suspense fallback={<Waiting />}>
      {data.as === 'pages' && <PageView pages={data.pages} spot={spot} />}
      {data.as === 'html' && <HtmlView html={data.text} name={file.name} />}
      {data.as === 'text' && <TextView text={data.text} />}
      {data.as === 'dicom' && <DicomView bytes={data.bytes} />}
      {data.as === 'words' && <WordsOf file={file} />}
    </Suspense>
  );
}

const isTold = (problem: Error): boolean => problem.constructor.name === 'Trouble' || 'kind' in problem;

function WordsOf({ file }: { readonly file: ShownFile }) {
  return (
    <>
      <p className="quiet">
        {file.text === undefined ? (
          <Trans>This kind of file cannot be shown here. Save the original to open it elsewhere.</Trans>
        ) : (
          <Trans>Only its words are shown. Save the original to see it laid out.</Trans>
        )}
      </p>
      {file.text !== undefined && <TextView text={file.text} />}
    </>
  );
}

async function open(person: string, file: ShownFile): Promise<Opened> {
  const type = file.mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  const isDrawn = type.startsWith('image/') && type !== 'image/svg+xml';
  if (!isDrawn && !['application/pdf', 'application/dicom', 'text/html'].includes(type) && !/^text\/(plain|markdown)$/.test(type))
    return { as: 'words' };
  const blob = await blobOf(person, file);
  if (isDrawn) return { as: 'pages', pages: await (await import('./viewers/image-pages.ts')).imagePages(blob) };
  if (type === 'application/dicom') return { as: 'dicom', bytes: new Uint8Array(await blob.arrayBuffer()) };
  if (type === 'application/pdf')
    return { as: 'pages', pages: await (await import('./viewers/pdf-pages.ts')).pdfPages(new Uint8Array(await blob.arrayBuffer())) };
  return { as: type === 'text/html' ? 'html' : 'text', text: await blob.text() };
}
