import { createHash } from 'node:crypto';

/** What every name of one sender begins with: its facility and application, by which its numbers are unique. */
export function systemOfSender(facility: string, application: string): string {
  const sender = facility || application || 'unknown';
  return `urn:satchel:hl7v2:${encodeURIComponent(sender.toLowerCase())}`;
}

/**
 * An id made of what a sender calls something: readable where that can be an id, else a digest. The same parts always give the same id,
 * so that a message sent again, or corrected, is about the same things.
 */
export function idOf(...parts: readonly string[]): string {
  const plain = parts.filter((part) => part !== '').join('.');
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(plain)) return plain;
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}
