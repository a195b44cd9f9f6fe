import { type Bytes, json, Kind, seal, unseal, utf8 } from '@satchel/vault';
import type { Holder } from './doors.ts';
import type { World } from './world.ts';

/** State of work under way (an upload, an import), sealed so that only who may write to the record can read it. */
export function sealState(world: World, by: Holder, id: string, state: unknown): Bytes {
  return seal(world.engine, Kind.state, stateKey(world, by), ['state', by.person, id], utf8(JSON.stringify(state)));
}

/** Undefined when it was changed, or belongs to another piece of work. */
export function openState<T>(world: World, by: Holder, id: string, sealed: Bytes): T | undefined {
  const plain = unseal(world.engine, Kind.state, stateKey(world, by), ['state', by.person, id], sealed);
  return plain && (json(plain) as T | undefined);
}

function stateKey(world: World, by: Holder): Bytes {
  if (!by.keys.write) throw new Error('Only a writer keeps state in a record.');
  return world.engine.hkdf(by.keys.write, new Uint8Array(0), utf8('satchel/1/state'), 32);
}
