import { type ChangeEvent, type ReactNode, useRef } from 'react';
import { Button, type Look } from './Button.tsx';
import type { IconName } from './Icon.tsx';

interface FilePickProps {
  readonly look?: Look;
  readonly icon: IconName;
  /** Media types to offer first; without it, any file. */
  readonly accept?: string;
  /** Opens the camera where there is one. */
  readonly camera?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** A button that lets the person pick files. The same file can be picked twice in a row. */
export function FilePick({ look = 'calm', icon, accept, camera = false, onFiles, children }: FilePickProps) {
  const input = useRef<HTMLInputElement>(null);
  const picked = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // Browsers tell of a change only when the value differs from the last one.
    event.target.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!camera}
        accept={accept}
        onChange={picked}
        {...(camera && { capture: 'environment' as const })}
      />
      <Button look={look} icon={icon} onPress={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
