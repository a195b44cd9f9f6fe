import { Trans, useLingui } from '@lingui/react/macro';
import { type Frame, frameOf, framesIn, openDicom, shade } from '@satchel/intake/documents';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../../parts/Button.tsx';
import { Notice } from '../../../parts/Notice.tsx';
import { blank } from '../pages.ts';

/** An image out of a DICOM file, with brightness (window centre) and contrast (window width) as its reader may set them. */
export default function DicomView({ bytes }: { readonly bytes: Uint8Array }) {
  const { t } = useLingui();
  const opened = useMemo(() => openDicom(bytes), [bytes]);
  const [n, setN] = useState(0);
  const frame = useMemo(() => (opened ? frameOf(opened, n) : 'damaged'), [opened, n]);
  const count = opened ? framesIn(opened) : 1;
  const place = n + 1;
  if (typeof frame === 'string')
    return (
      <Notice title={t`This image cannot be drawn here`}>
        <p>
          {frame === 'none' && <Trans>There is no image in this file.</Trans>}
          {frame === 'packed' && (
            <Trans>It is packed in a way that this viewer does not open. Save it and open it with a DICOM viewer.</Trans>
          )}
          {frame === 'damaged' && <Trans>The file is damaged.</Trans>}
        </p>
      </Notice>
    );
  return (
    <div className="stack-s">
      <FrameView key={n} frame={frame} />
      {count > 1 && (
        <div className="row">
          <Button look="bare" icon="back" isDisabled={n === 0} onPress={() => setN(n - 1)}>
            <Trans>Image before</Trans>
          </Button>
          <span role="status">{t`Image ${place} of ${count}`}</span>
          <Button look="bare" icon="next" isDisabled={n + 1 >= count} onPress={() => setN(n + 1)}>
            <Trans>Next image</Trans>
          </Button>
        </div>
      )}
      <p className="quiet small">
        <Trans>To look at, not for diagnosis.</Trans>
      </p>
    </div>
  );
}

function FrameView({ frame }: { readonly frame: Frame }) {
  const { t } = useLingui();
  const [start, span] = frame.kind === 'grey' ? frame.window : [0, 1];
  const [center, setCenter] = useState(start);
  const [width, setWidth] = useState(span);
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isGone = false;
    const show = async () => {
      const canvas = await drawn(frame, [center, width]);
      if (!isGone) holder.current?.replaceChildren(canvas);
    };
    show().catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [frame, center, width]);
  return (
    <>
      <div ref={holder} className="document-page document-dark" role="img" aria-label={t`Medical image`} />
      {frame.kind === 'grey' && (
        <div className="document-window">
          <label>
            <Trans>Brightness</Trans>
            <input
              type="range"
              min={start - 2 * span}
              max={start + 2 * span}
              step={span / 100}
              // What is to be seen brighter has to be lower than the centre.
              value={2 * start - center}
              onChange={(event) => setCenter(2 * start - Number(event.target.value))}
            />
          </label>
          <label>
            <Trans>Contrast</Trans>
            <input
              type="range"
              min={0.25}
              max={4}
              step={0.05}
              value={span / width}
              onChange={(event) => setWidth(span / Number(event.target.value))}
            />
          </label>
          <Button
            look="bare"
            icon="undo"
            onPress={() => {
              setCenter(start);
              setWidth(span);
            }}
          >
            <Trans>As it came</Trans>
          </Button>
        </div>
      )}
    </>
  );
}

async function drawn(frame: Frame, window: readonly [number, number]): Promise<HTMLCanvasElement> {
  if (frame.kind === 'jpeg') {
    const picture = await createImageBitmap(new Blob([new Uint8Array(frame.bytes)], { type: 'image/jpeg' }));
    const canvas = blank(picture.width, picture.height);
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
    return canvas;
  }
  const canvas = blank(frame.width, frame.height);
  const pixels = frame.kind === 'colour' ? frame.rgba : shade(frame, window);
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, frame.width, frame.height), 0, 0);
  return canvas;
}
