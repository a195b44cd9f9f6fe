import { describe, expect, test } from 'vitest';
import { createDeviceMemory, deviceLabel, freshnessOf, isAlarming } from './device.ts';

const state = { incarnation: 'i', seq: 7, head: 'h' };

describe('freshnessOf', () => {
  test.each([
    ['new', undefined, state],
    ['same', state, state],
    ['newer', state, { ...state, seq: 9, head: 'k' }],
    ['back', state, { ...state, seq: 6, head: 'g' }],
    ['forked', state, { ...state, head: 'x' }],
    ['restored', state, { ...state, incarnation: 'j', seq: 9 }],
  ] as const)('[S19] %s', (freshness, seen, now) => expect(freshnessOf(seen, now)).toBe(freshness));

  test('only going back, forking and a restore alarm', () => {
    expect((['new', 'same', 'newer', 'back', 'forked', 'restored'] as const).filter(isAlarming)).toEqual(['back', 'forked', 'restored']);
  });
});

describe('the device memory', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };

  test('keeps what it was told for one person, and forgets it', () => {
    const memory = createDeviceMemory(storage);
    memory.remember('p', state);
    memory.keepUpload('p', { id: 'u', size: 1, mark: 'm' });
    expect([memory.seen('p'), memory.seen('q')]).toEqual([state, undefined]);
    memory.forget('p');
    expect([memory.seen('p'), memory.upload('p'), kept.size]).toEqual([undefined, undefined, 0]);
  });

  test('settings have defaults, and survive nonsense', () => {
    const memory = createDeviceMemory(storage);
    expect(memory.settings()).toEqual({ lockAfter: 10 });
    memory.keepSettings({ locale: 'es' });
    memory.keepSettings({ lockAfter: 5 });
    expect(memory.settings()).toEqual({ lockAfter: 5, locale: 'es' });
    kept.set('satchel.settings', '{broken');
    expect(memory.settings()).toEqual({ lockAfter: 10 });
  });

  test('a storage that refuses costs comfort only', () => {
    const refuses = {
      ...storage,
      setItem: () => {
        throw new Error('full');
      },
    };
    expect(() => createDeviceMemory(refuses).keepPerson('p')).not.toThrow();
  });
});

test('a browser is listed by name and system', () => {
  expect(deviceLabel('Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140 Safari/537 Edg/140')).toBe('Edge · Windows');
  expect(deviceLabel('Mozilla/5.0 (iPhone; CPU iPhone OS) Version/18 Safari/604')).toBe('Safari · iOS');
  expect(deviceLabel('strange')).toBe('Browser');
});
