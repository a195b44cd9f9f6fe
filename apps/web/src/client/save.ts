import { fetchBlob } from './api.ts';

/** Saves what stands behind a path onto this device, once it is all here. Throws Trouble. */
export async function saveFile(path: string, name: string, body?: unknown): Promise<void> {
  const url = URL.createObjectURL(await fetchBlob(path, body));
  give(url, name);
  URL.revokeObjectURL(url);
}

/** Hands a path to the browser's own downloads: what is large goes to the disk as it comes. */
export function give(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
