import { hash } from 'node:crypto';
import type { RowBody } from './body.ts';

/** Equal content, equal fingerprint: 96 bits over the resource as it is stored, without id, version and times. */
export function fingerprintOf(body: RowBody): string {
  return hash('sha256', `${body.head.m ?? ''}\n${body.resource}`, 'base64url').slice(0, 16);
}
