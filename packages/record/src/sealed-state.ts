import { type Bytes, json, Kind, seal, unseal, utf8 } from '@satchel/vault';
import type { Holder } from './doors.ts';
import { everyKey } from './former-keys.ts';
import type { World } from './world.ts';

/** State of work under way (an upload, an import), sealed so that only who may write to the record can read it. */
export function sealState(world: World, by: Holder, id: string, state: unknown): Bytes {
  const [write] = everyKey(by, 'write');
  if (!write) throw new Error('Only a writer keeps state in a record.');
  return seal(world.engine, Kind.state, stateKey(world, write), ['state', by.person, id], utf8(JSON.stringify(state)));
}

/** Undefined when it was changed, or belongs to another piece of work. */
export function openState<T>(world: World, by: Holder, id: string, sealed: Bytes): T | undefined {
  for (const write of everyKey(by, 'write')) {
    const plain = unseal(world.engine, Kind.state, stateKey(world, write), ['state', by.person, id], sealed);
    if (plain) return json(plain) as T | undefined;
  }
  return undefined;
}

const stateKey = ({ engine }: World, write: Bytes): Bytes => engine.hkdf(write, new Uint8Array(0), utf8('satchel/1/state'), 32);
