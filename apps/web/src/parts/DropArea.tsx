import { type DragEvent, type ReactNode, useState } from 'react';
import './drop-area.css';

/** A place to drop files on. What is in it must offer another way: dropping needs a mouse. */
export function DropArea({ onFiles, children }: { readonly onFiles: (files: readonly File[]) => void; readonly children: ReactNode }) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <div className={over ? 'drop drop-over' : 'drop'} onDragEnter={drag} onDragOver={drag} onDragLeave={() => setOver(false)} onDrop={drop}>
      {children}
    </div>
  );
}
